"""What is put on a selection is told at once, judged, and taken away when it is seized."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import get_args

import pytest
from xcffib.xproto import SelectionRequestEvent

from tests.desktop.bed import Bed, eventually
from tests.desktop.manager import LOOKS, LOOKS_EVERY, looking_away, remembered
from tests.desktop.office import Office, workbook
from tests.desktop.owner import EndlessOwner, LyingOwner, OneFormOwner, Owner, PiecewiseOwner, SilentOwner
from tests.desktop.picture import written
from tests.desktop.reports import Reports
from tests.desktop.shared import Launch
from workstation.desktop.x11.clipboard import Clipboard
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.selectiontext import BYTES_LIMIT, PICTURE_LIMIT
from workstation.detect.scanner import Scanner
from workstation.facts.actions import SeizeSelection
from workstation.facts.observations import (
    PICTURE,
    UNREADABLE,
    Selection,
    SelectionOwned,
    SelectionRead,
    SelectionSeized,
)

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CARD = b"4111 1111 1111 1111"
SELECTIONS: tuple[Selection, ...] = tuple(each for each in get_args(Selection) if each != "XdndSelection")
OTHER_CARD = b"5555 5555 5555 4444"
ONE_CARD = {"card_number": 1}


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def clipboard(reports: Reports) -> Iterator[Clipboard]:
    """Watch the selections, which nobody owns."""
    made = Clipboard(Scanner(), reports.post)
    made.start()
    for selection in SELECTIONS:
        made.seize(SeizeSelection(selection=selection))
        reports.next(SelectionSeized)
    made.watch()
    yield made
    made.stop()


Copy = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def copy(launch: Launch, tmp_path: Path) -> Copy:
    """Put text on a selection as another program does, which stays there to serve it."""

    def with_xclip(text: bytes, selection: Selection = "CLIPBOARD", *more: str) -> subprocess.Popen[bytes]:
        file = tmp_path / "copied"
        file.write_bytes(text)
        return launch("xclip", "-quiet", "-i", "-selection", selection.lower(), *more, str(file))

    return with_xclip


def paste(bed: Bed, selection: Selection) -> bytes:
    """Return what any program gets that pastes."""
    command = ["xclip", "-o", "-selection", selection.lower()]
    return subprocess.run(command, env=bed.environment, check=False, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_copied_number_is_told_at_once_with_its_program_and_then_by_its_class(
    clipboard: Clipboard, reports: Reports, copy: Copy, selection: Selection
) -> None:
    process = copy(CARD, selection)
    owned = reports.next(SelectionOwned)
    assert (owned.selection, owned.program.name, owned.program.pid) == (selection, "xclip", process.pid)
    read = reports.next(SelectionRead)
    assert (read.selection, read.program, read.data_classes) == (selection, owned.program, ONE_CARD)
    assert clipboard is not None


@pytest.mark.usefixtures("clipboard")
def test_plain_words_hold_no_class(reports: Reports, copy: Copy) -> None:
    copy(b"see you at noon")
    reports.next(SelectionOwned)
    assert reports.next(SelectionRead).data_classes == {}


@pytest.mark.usefixtures("clipboard")
@pytest.mark.parametrize(
    "html",
    [b"<td>4111 1111 <b>1111</b> <i>1111</i></td>", b"<p>4111&nbsp;1111 11<wbr>11 1111", b"<<<<4111-1111-1111-1111"],
)
def test_a_number_in_html_alone_is_found_between_its_tags(reports: Reports, copy: Copy, html: bytes) -> None:
    copy(html, "CLIPBOARD", "-t", "text/html")
    reports.next(SelectionOwned)
    assert reports.next(SelectionRead).data_classes == ONE_CARD


def test_what_is_owned_already_is_told_when_watching_begins(reports: Reports, copy: Copy, bed: Bed) -> None:
    copy(CARD)
    eventually(lambda: paste(bed, "CLIPBOARD") == CARD, "the number is on the clipboard")
    with closing_stop(Clipboard(Scanner(), reports.post)) as late:
        late.start()
        late.watch()
        assert reports.next(SelectionOwned).program.name == "xclip"
        assert reports.next(SelectionRead).data_classes == ONE_CARD


@contextmanager
def closing_stop(clipboard: Clipboard) -> Iterator[Clipboard]:
    try:
        yield clipboard
    finally:
        clipboard.stop()


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_seized_selection_pastes_nothing(
    bed: Bed, clipboard: Clipboard, reports: Reports, copy: Copy, selection: Selection
) -> None:
    copy(CARD, selection)
    reports.next(SelectionOwned)
    assert paste(bed, selection) == CARD
    clipboard.seize(SeizeSelection(selection=selection))
    assert paste(bed, selection) == b""


def test_nothing_is_left_on_a_seized_selection_when_the_guard_ends(bed: Bed, reports: Reports, copy: Copy) -> None:
    with closing_stop(Clipboard(Scanner(), reports.post)) as ending:
        ending.start()
        copy(CARD)
        eventually(lambda: paste(bed, "CLIPBOARD") == CARD, "the number is on the clipboard")
        ending.seize(SeizeSelection(selection="CLIPBOARD"))
    assert paste(bed, "CLIPBOARD") == b""


def test_a_seized_selection_refuses_what_is_no_text(clipboard: Clipboard, bed: Bed) -> None:
    clipboard.seize(SeizeSelection(selection="CLIPBOARD"))
    command = ["xclip", "-o", "-selection", "clipboard", "-t"]
    for target, answers in (("UTF8_STRING", True), ("text/plain", True), ("image/png", False), ("TARGETS", True)):
        asked = subprocess.run([*command, target], env=bed.environment, check=False, capture_output=True, timeout=60)
        assert (asked.returncode == 0) is answers
        assert CARD not in asked.stdout


@pytest.mark.usefixtures("clipboard")
@pytest.mark.parametrize("kind", [Owner, LyingOwner, PiecewiseOwner])
def test_a_number_is_found_however_its_owner_serves_it(reports: Reports, kind: type[Owner]) -> None:
    with closing(kind("CLIPBOARD", CARD)):
        assert reports.next(SelectionOwned).program.pid == os.getpid()
        assert reports.next(SelectionRead).data_classes == ONE_CARD


@pytest.mark.usefixtures("clipboard")
def test_a_number_is_told_before_anything_more_is_asked_for(reports: Reports) -> None:
    with closing(OneFormOwner("CLIPBOARD", CARD)):
        reports.next(SelectionOwned)
        first = reports.next(SelectionRead)
        assert first.data_classes == ONE_CARD
        again = reports.next(SelectionRead)
        assert again.data_classes == {**ONE_CARD, UNREADABLE: 1}
        assert again.reading == first.reading


@pytest.mark.usefixtures("clipboard")
def test_text_in_many_large_pieces_is_found_up_to_the_limit(reports: Reports) -> None:
    with closing(Owner("CLIPBOARD", b"a" * (BYTES_LIMIT - 100) + b" " + CARD)):
        reports.next(SelectionOwned)
        assert reports.next(SelectionRead).data_classes == ONE_CARD


@pytest.mark.usefixtures("clipboard")
@pytest.mark.parametrize("kind", [SilentOwner, EndlessOwner])
def test_an_owner_that_cannot_be_read_to_the_end_is_told_as_such(reports: Reports, kind: type[Owner]) -> None:
    with closing(kind("CLIPBOARD", b"x" * 50_000)):
        reports.next(SelectionOwned)
        assert reports.next(SelectionRead).data_classes == {UNREADABLE: 1}


@pytest.mark.usefixtures("clipboard")
def test_text_over_the_limit_is_told_as_unreadable(reports: Reports) -> None:
    with closing(Owner("CLIPBOARD", b"x" * (BYTES_LIMIT + 1))):
        reports.next(SelectionOwned)
        assert reports.next(SelectionRead).data_classes == {UNREADABLE: 1}


def test_an_owner_that_does_not_answer_holds_up_neither_the_next_one_nor_seizing(
    bed: Bed, clipboard: Clipboard, reports: Reports, copy: Copy
) -> None:
    with closing(SilentOwner("PRIMARY", b"")):
        assert reports.next(SelectionOwned).selection == "PRIMARY"
        copy(CARD, "CLIPBOARD")
        assert reports.next(SelectionOwned).selection == "CLIPBOARD"
        clipboard.seize(SeizeSelection(selection="CLIPBOARD"))
        assert paste(bed, "CLIPBOARD") == b""
        assert reports.first(SelectionRead).data_classes == {UNREADABLE: 1}


def test_a_request_that_no_honest_program_makes_does_not_end_the_sensor(
    clipboard: Clipboard, reports: Reports, copy: Copy
) -> None:
    clipboard.seize(SeizeSelection(selection="CLIPBOARD"))
    with closing(Connection()) as other:
        ours = other.core.GetSelectionOwner(other.atom("CLIPBOARD")).reply().owner
        text, clipboard_atom, no_atom = other.atom("UTF8_STRING"), other.atom("CLIPBOARD"), 0x1FFFFFFF
        for window, name in ((other.root, no_atom), (0x1FFFFFFF, text), (0, 0)):
            forged = SelectionRequestEvent.synthetic(0, ours, window, clipboard_atom, text, name)
            other.core.SendEvent(propagate=False, destination=ours, event_mask=0, event=forged.pack())
        other.core.GetInputFocus().reply()
    copy(CARD)
    assert reports.first(SelectionOwned).program.name == "xclip"


def test_a_clipboard_manager_keeps_nothing_of_what_is_seized_at_once(
    bed: Bed, reports: Reports, copy: Copy, launch: Launch
) -> None:
    def keeps(text: bytes) -> bool:
        copy(b"%s, copied %d times" % (text, next(times)))  # the same text again would be no news to it
        return any(text.decode() in remembered(bed, after=LOOKS_EVERY) for _ in range(LOOKS))

    times = count(1)
    manager = launch("copyq")
    eventually(lambda: keeps(CARD), "without a guard it keeps the number")
    with closing_stop(Clipboard(Scanner(), reports.post)) as clipboard:
        clipboard.start()
        clipboard.seize(SeizeSelection(selection="CLIPBOARD"))
        clipboard.seize(SeizeSelection(selection="PRIMARY"))
        clipboard.watch()
        for _ in range(5):
            with looking_away(manager):  # whether it looks before the seize is a race, and a figure of the bench
                copy(OTHER_CARD)
                clipboard.seize(SeizeSelection(selection=reports.first(SelectionOwned).selection))
        eventually(lambda: keeps(b"harmless"), "it goes on keeping what may be kept")
    assert OTHER_CARD.decode() not in remembered(bed, after=0)


@pytest.mark.usefixtures("clipboard")
@pytest.mark.parametrize(
    ("target", "content"),
    [
        ("text/rtf", rb"{\rtf1\ansi 4111 {\b 11}11 1111 \u49?111}"),
        ("application/rtf", rb"{\rtf1 4111 1111 {\*\x y}1111 1111}"),
        ("text/richtext", rb"{\rtf1 4111 1111 1111 \'31111}"),
        ("text/html;charset=utf-16", "<b>4111 1111</b> 1111 1111".encode("utf-16-le")),
        ("text/html", "<p>Señora 4111 1111 <!-- -->1111 1111".encode("latin-1")),
        ("text/html", b"<p>Words<!-- 4111 1111 1111 1111 -->"),
        ("text/html", "<b>\uff14\uff11\uff11\uff11 1111</b> 1111 1111".encode("utf-16-le")),
        ("STRING", b"\0\0\0" + CARD),
        ("text/plain", rb"{\rtf1 {\*\x 4111 1111 1111 1111}}"),
        ("text/x-moz-url", "tel:4111111111111111\nCall".encode("utf-16")),
    ],
)
def test_a_number_is_found_in_every_form_of_a_text(reports: Reports, target: str, content: bytes) -> None:
    with closing(Owner("CLIPBOARD", content, (target,))):
        reports.next(SelectionOwned)
        assert reports.next(SelectionRead).data_classes == ONE_CARD


@pytest.mark.usefixtures("clipboard")
def test_what_a_word_processor_copies_is_found_in_its_rich_form_alone(
    bed: Bed, reports: Reports, tmp_path: Path
) -> None:
    file = tmp_path / "letter.rtf"
    file.write_bytes(rb"{\rtf1\ansi Card 4111 1111 {\b 11}11 1111}")
    office = Office(bed, file)
    try:
        office.press("ctrl+a", "ctrl+c")
        assert reports.first(SelectionRead, where=lambda read: read.selection == "CLIPBOARD").data_classes == ONE_CARD
        command = ["xclip", "-o", "-selection", "clipboard", "-t", "text/rtf"]
        document = subprocess.run(command, env=bed.environment, check=True, capture_output=True, timeout=60).stdout
    finally:
        office.close()
    assert CARD not in document, "its formatting splits the number"
    reports.drained()
    with closing(Owner("CLIPBOARD", document, ("text/rtf",))):
        assert reports.first(SelectionRead, where=lambda read: read.selection == "CLIPBOARD").data_classes == ONE_CARD


@pytest.mark.usefixtures("clipboard")
def test_what_is_in_files_that_a_file_manager_copies_is_told_once_they_were_read(
    reports: Reports, launch: Launch, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(CARD)
    launch("pcmanfm", str(tmp_path), HOME=str(tmp_path.parent))
    subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--class", "pcmanfm"], check=True, timeout=60)
    subprocess.run(["xdotool", "sleep", "1", "key", "ctrl+a", "ctrl+c"], check=True, timeout=60)
    first = reports.first(SelectionRead, where=lambda read: read.program.name == "pcmanfm")
    late = reports.first(SelectionRead)
    assert (first.data_classes, late.data_classes, late.reading) == ({}, ONE_CARD, first.reading)


def test_a_file_that_cannot_be_read_to_its_end_holds_up_no_other_selection(
    reports: Reports, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def hang(*_: object, **__: object) -> dict[str, int]:
        answers.wait(60)
        return dict(ONE_CARD)

    monkeypatch.setattr("workstation.desktop.x11.selectionreading.found_in", hang)
    with closing_stop(Clipboard(Scanner(), reports.post)) as clipboard:
        clipboard.start()
        clipboard.watch()
        copy(f"{tmp_path.as_uri()}\r\n".encode(), "CLIPBOARD", "-t", "text/uri-list")
        reports.first(SelectionRead, where=lambda read: read.program.name == "xclip")
        copy(CARD, "PRIMARY")
        assert reports.first(SelectionRead, where=lambda read: read.selection == "PRIMARY").data_classes == ONE_CARD
        copy(b"words")
        reports.first(SelectionRead, where=lambda read: read.selection == "CLIPBOARD")
        answers.set()
    assert not any(isinstance(late, SelectionRead) and late.data_classes for late in reports.drained())


def test_a_picture_counts_where_it_comes_without_a_text(
    clipboard: Clipboard, reports: Reports, copy: Copy, tmp_path: Path
) -> None:
    clipboard.watch(pictures="read")
    picture = written("Card 4111 1111 1111 1111", tmp_path / "x.png").read_bytes()
    copy(picture, "CLIPBOARD", "-t", "image/png")
    assert reports.first(SelectionRead).pictured == {PICTURE: 1}
    assert reports.first(SelectionRead).pictured == {PICTURE: 1, **ONE_CARD}
    copy(b"no picture at all", "CLIPBOARD", "-t", "image/x-other")
    assert reports.first(SelectionRead).pictured == {PICTURE: 1}
    assert reports.first(SelectionRead).pictured == {PICTURE: 1, UNREADABLE: 1}
    with closing(Owner("CLIPBOARD", b"some words", ("UTF8_STRING", "image/png"))):
        assert reports.first(SelectionRead).pictured == {}
    with closing(Owner("CLIPBOARD", b"x" * (PICTURE_LIMIT + 1), ("image/png",))):
        assert reports.first(SelectionRead).pictured == {PICTURE: 1, UNREADABLE: 1}


def test_cells_are_judged_by_their_text_though_they_come_with_a_picture(
    clipboard: Clipboard, bed: Bed, reports: Reports, tmp_path: Path
) -> None:
    clipboard.watch(pictures="refuse")
    office = Office(bed, workbook(tmp_path, Customers=[["Card", CARD.decode()]]))
    try:
        office.press("ctrl+a", "ctrl+c")
        read = reports.first(SelectionRead, where=lambda read: read.selection == "CLIPBOARD")
        command = ["xclip", "-o", "-selection", "clipboard", "-t", "TARGETS"]
        offered = subprocess.run(command, env=bed.environment, check=True, capture_output=True, timeout=60).stdout
    finally:
        office.close()
    assert b"image/png" in offered
    assert (read.data_classes, read.pictured) == (ONE_CARD, {})
