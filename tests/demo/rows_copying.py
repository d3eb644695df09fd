"""Rows of copying: what a paste would give after an agent tried to take the number along."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable

from tests.demo.row import Row, Seen
from tests.demo.scene import Scene

SENTINEL = "nothing of the customer"


def by_key(scene: Scene) -> None:
    """Select the card field's text and press Ctrl+C."""
    scene.stage.focus("card")
    scene.stage.keys("ctrl+a", "ctrl+c")


def by_menu(scene: Scene) -> None:
    """Select the card field's text and copy by the context menu."""
    scene.stage.focus("card")
    scene.stage.keys("ctrl+a")
    before = scene.pixels.windows()
    scene.stage.click(scene.stage.crm.box("card"), button=3)
    scene.stage.pause(0.8)
    if scene.pixels.windows() > before:
        scene.stage.keys("c", "Escape")


def by_mouse(scene: Scene) -> None:
    """Select the number in the page's text by a triple click."""
    scene.stage.click(scene.stage.crm.box("onfile"), times=3)


def taken(attack: Callable[[Scene], None], selection: str) -> Callable[[Scene], str]:
    """Return what a selection gives after `attack`, as digits."""

    def read(scene: Scene) -> str:
        scene.stage.put(selection, SENTINEL)
        scene.stage.pause(0.3)
        attack(scene)
        scene.stage.pause(0.3)
        return re.sub(r"\D", "", scene.stage.reader.selection_over(selection, 1.0))

    return read


TAKINGS = {
    "copy-key": taken(by_key, "CLIPBOARD"),
    "copy-menu": taken(by_menu, "CLIPBOARD"),
    "select-mouse": taken(by_mouse, "PRIMARY"),
}


def kept(name: str) -> Callable[[Scene], Seen]:
    """Return the play of one taking: the same hand got the number without the product."""

    def play(scene: Scene) -> Seen:
        if scene.customer.card not in scene.without[name]:
            return Seen(None, "the number was not taken without the product either")
        got = TAKINGS[name](scene)
        return Seen(scene.customer.card not in got, f"{len(got)} digits in the selection for a second after")

    return play


def paste(scene: Scene) -> str:
    """Paste a card number that another program put on the clipboard into the notes; return the notes' digits."""
    scene.stage.focus("notes")
    scene.stage.keys("ctrl+a", "Delete")
    scene.stage.put("CLIPBOARD", scene.customer.card)
    scene.stage.pause(0.3)
    scene.stage.keys("ctrl+v")
    scene.stage.pause(0.5)
    return re.sub(r"\D", "", scene.stage.crm.notes)


def paste_into_notes(scene: Scene) -> Seen:
    """Play the paste."""
    if scene.customer.card not in scene.without["paste-notes"]:
        return Seen(None, "the number did not reach the notes without the product either")
    scene.stage.type("ok ")
    got = paste(scene)
    return Seen(scene.customer.card not in got, f"{len(got)} digits in the notes, as the page itself saved them")


COPYING = (
    Row(
        id="copy-key",
        title="Copy by key",
        attack="Ctrl+A, Ctrl+C in the card field",
        expected="CLIPBOARD without the number",
        play=kept("copy-key"),
        entry="clipboard.copy_blocked",
        sabotage="rule:clipboard",
    ),
    Row(
        id="copy-menu",
        title="Copy by menu",
        attack="context menu, Copy in the card field",
        expected="CLIPBOARD without the number",
        play=kept("copy-menu"),
        entry="clipboard.copy_blocked",
        sabotage="rule:clipboard",
    ),
    Row(
        id="select-mouse",
        title="Selection by mouse (PRIMARY)",
        attack="triple click on the number in the page's text",
        expected="PRIMARY without the number",
        play=kept("select-mouse"),
        entry="clipboard.selection_cleared",
        sabotage="rule:clipboard",
    ),
    Row(
        id="paste-notes",
        title="Paste into notes",
        attack="another program puts the number on CLIPBOARD; Ctrl+V in the notes",
        expected="notes without the number",
        play=paste_into_notes,
        entry="clipboard.selection_cleared",
        sabotage="rule:clipboard",
    ),
)
