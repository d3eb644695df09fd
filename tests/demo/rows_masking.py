"""Rows of masking and capture: what a reader of pixels gets."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from pathlib import Path

from tests.demo.row import Row, Seen
from tests.demo.scene import Scene


def unreadable(scene: Scene, picture: Path, where: str, number: str, hidden: str, *shown: str) -> Seen:
    """Judge a reading: the same reader found `number` there before; now `hidden` is gone and `shown` is not."""
    if number not in scene.without[where]:
        return Seen(None, f"the reader did not find the number in {where} without masks either")
    now = scene.digits(picture, where)
    if hidden in now:
        return Seen(False, "the hidden digits were read")
    if missing := [digits for digits in shown if digits not in now]:
        return Seen(False, f"digits that may be shown ({', '.join(missing)}) were not readable")
    legible = " and ".join(f"{digits[0]}…{digits[-1]} ({len(digits)})" for digits in shown) or "nothing"
    return Seen(True, f"read in full without masks; now legible: {legible}")


def card_in_page(scene: Scene) -> Seen:
    """Read the card field."""
    card = scene.customer.card
    return unreadable(scene, scene.picture("browser"), "card", card, scene.customer.card_middle, card[:6], card[-4:])


def card_in_text(scene: Scene) -> Seen:
    """Read the card number in the page's text."""
    card = scene.customer.card
    return unreadable(scene, scene.picture("text"), "onfile", card, scene.customer.card_middle, card[:6], card[-4:])


def ssn_in_page(scene: Scene) -> Seen:
    """Read the social security number."""
    ssn = scene.customer.ssn.replace("-", "")
    return unreadable(scene, scene.picture("ssn"), "ssn", ssn, ssn[:5], ssn[-4:])


def cvv_in_page(scene: Scene) -> Seen:
    """Read the security code."""
    cvv = scene.customer.cvv
    return unreadable(scene, scene.picture("cvv"), "cvv", cvv, cvv)


def card_in_form(scene: Scene) -> Seen:
    """Read the card number in the GTK form."""
    card = scene.customer.card
    return unreadable(scene, scene.picture("form"), "form", card, scene.customer.card_middle, card[:6], card[-4:])


def look_alikes(scene: Scene) -> Seen:
    """Read the order numbers, which must not be masked."""
    now = scene.digits(scene.picture("orders"), "orders")
    missing = [order for order in scene.customer.orders if order not in now]
    return Seen(not missing, f"{len(scene.customer.orders) - len(missing)} of {len(scene.customer.orders)} readable")


def capture_by(*command: str) -> Callable[[Scene], Seen]:
    """Return the play of a program that takes a picture of the whole screen into the path `{}`."""

    def play(scene: Scene) -> Seen:
        path = scene.stage.shots / f"{command[0]}.png"
        filled = [word.replace("{}", str(path)).replace("{display}", _display(scene)) for word in command]
        scene.stage.run(*filled)
        if not path.exists():
            return Seen(True, "no picture was made")
        card = scene.customer.card
        return unreadable(scene, path, "card", card, scene.customer.card_middle, card[:6], card[-4:])

    return play


def _display(scene: Scene) -> str:
    return scene.stage.bed.environment["DISPLAY"]


def print_key(scene: Scene) -> Seen:
    """Press Print, which this desktop binds to a screenshot."""
    if not scene.without["print"]:
        return Seen(None, "the desktop's Print binding made no picture without the product either")
    before = set(scene.stage.shots.glob("print-*"))
    scene.stage.keys("Print")
    scene.stage.pause(1.5)
    made = set(scene.stage.shots.glob("print-*")) - before
    return Seen(not made, f"{len(made)} pictures made")


MASKING = (
    Row(
        id="mask-browser-card",
        title="Card number masked in Chromium",
        attack="capture the screen, read the card field by OCR",
        expected="first six and last four legible, the middle gone",
        play=card_in_page,
        entry="data.shown",
        sabotage="rule:masking",
        application="Chromium",
    ),
    Row(
        id="mask-browser-text",
        title="Card number masked in a page's text",
        attack="capture the screen, read the paragraph by OCR",
        expected="first six and last four legible, the middle gone",
        play=card_in_text,
        entry="data.shown",
        sabotage="rule:masking",
        application="Chromium",
    ),
    Row(
        id="mask-browser-ssn",
        title="Social security number masked in Chromium",
        attack="capture the screen, read the field by OCR",
        expected="last four legible, the rest gone",
        play=ssn_in_page,
        entry="data.shown",
        sabotage="rule:masking",
        application="Chromium",
    ),
    Row(
        id="mask-browser-cvv",
        title="Security code masked in Chromium",
        attack="capture the screen, read the field by OCR",
        expected="nothing legible",
        play=cvv_in_page,
        entry="data.shown",
        sabotage="rule:masking",
        application="Chromium",
    ),
    Row(
        id="mask-native-card",
        title="Card number masked in a GTK form",
        attack="capture the screen, read the form by OCR",
        expected="first six and last four legible, the middle gone",
        play=card_in_form,
        entry="data.shown",
        sabotage="rule:masking",
        application="yad",
    ),
    Row(
        id="mask-look-alikes",
        title="Order numbers stay readable",
        attack="read 16-digit order numbers by OCR",
        expected="all of them readable",
        play=look_alikes,
        entry="data.shown",
        sabotage="mask-everything",
        application="Chromium",
    ),
    Row(
        id="capture-print",
        title="Print key swallowed",
        attack="press Print, bound to scrot by the desktop",
        expected="no picture",
        play=print_key,
        entry="capture.key_blocked",
        sabotage="rule:capture",
    ),
    Row(
        id="capture-scrot",
        title="scrot gets masks and is named",
        attack="scrot of the whole screen, read by OCR",
        expected="no hidden digits; the program is in the record",
        play=capture_by("scrot", "-o", "{}"),
        entry="capture.pixels_read",
        sabotage="rule:capture",
        application="scrot",
    ),
    Row(
        id="capture-ffmpeg",
        title="ffmpeg gets masks and is named",
        attack="ffmpeg x11grab of the whole screen, read by OCR",
        expected="no hidden digits; the program is in the record",
        play=capture_by(
            "ffmpeg", "-y", "-f", "x11grab", "-video_size", "1600x1000", "-i", "{display}", "-frames:v", "1", "{}"
        ),
        entry="capture.pixels_read",
        sabotage="rule:capture",
        application="ffmpeg",
    ),
)
