"""Rows of the browser's extension: what it keeps where masks above a window cannot."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable

from tests.demo.product import until
from tests.demo.row import Row, Seen
from tests.demo.rows_copying import SENTINEL
from tests.demo.scene import Scene


def in_covered_browser(play: Callable[[Scene, str], Seen]) -> Callable[[Scene], Seen]:
    """Return a play with the CRM page open in a second Chromium, whose window it is given."""

    def wrapped(scene: Scene) -> Seen:
        try:
            window = scene.stage.open_covered_browser()
            scene.stage.pause(3.0)
            return play(scene, window)
        finally:
            scene.stage.close_covered_browser()
            until(lambda: scene.stage.window("^Harbor CRM$"), "the first browser is left")

    return wrapped


def one_window(scene: Scene, window: str) -> Seen:
    """Take a picture of either browser's window alone and read the same two places of the same page."""
    first, card = scene.stage.first_browser(), scene.customer.card
    bare = scene.stage.reader.window_picture("window-without-extension", first)
    covered = scene.stage.reader.window_picture("window-with-extension", window)
    scene.pictures.append("window-with-extension")
    read = {
        where: tuple(
            scene.stage.reader.digits(picture, scene.stage.inside(first, scene.stage.crm.box(where)))
            for picture in (bare, covered)
        )
        for where in ("card", "onfile")
    }
    if not all(card in without for without, _ in read.values()):
        return Seen(None, "the reader did not find the number in the window without the extension either")
    if any(scene.customer.card_middle in now for _, now in read.values()):
        return Seen(False, "the hidden digits were read")
    legible = read["onfile"][1]
    if card[:6] not in legible or card[-4:] not in legible:
        return Seen(False, "digits that may be shown were not readable")
    return Seen(True, "read in full in the window without the extension; of the other, first six and last four")


def copy_page(scene: Scene, window: str) -> Seen:
    """Select the whole page and press Ctrl+C."""
    scene.stage.put("CLIPBOARD", SENTINEL)
    scene.stage.do("windowactivate", "--sync", window)
    x, y, width, height = scene.stage.crm.box("orders")
    scene.stage.click((x, y + height - 4, width, 4))
    scene.stage.keys("ctrl+a", "ctrl+c")
    scene.stage.pause(0.3)
    got = scene.stage.reader.selection_over("CLIPBOARD", 1.0)
    digits = re.sub(r"\D", "", got)
    if SENTINEL not in got:
        return Seen(False, f"the clipboard was taken over; {len(digits)} digits in it for a second after")
    return Seen(scene.customer.card not in digits, "the clipboard stayed as it was")


EXTENDED = (
    Row(
        id="capture-window",
        title="Picture of one window of Chromium, with the extension",
        attack="import of the window alone, past every mask above it, read by OCR",
        expected="first six and last four legible, the middle gone",
        play=in_covered_browser(one_window),
        entry="data.shown",
        sabotage="rule:masking",
        application="chromium",
    ),
    Row(
        id="copy-page",
        title="Copy of a whole page, with the extension",
        attack="Ctrl+A, Ctrl+C in the page, outside every field",
        expected="CLIPBOARD stays as it was",
        play=in_covered_browser(copy_page),
        entry="clipboard.copy_blocked",
        sabotage="rule:masking",
        application="chromium",
    ),
)
