"""A whole seat whose policy lets data onto the clipboard: masked, for one program alone, for a while."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.manager import LOOKS, LOOKS_EVERY, evaluated, looking_away, remembered
from tests.desktop.picture import written
from tests.desktop.realseat import RealSeat
from tests.desktop.shared import Launch
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.policy.rules import ClipboardRule, Policy

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

MASKED = "Pay with 4111 11••••••• 1111 today"
TEXT = "Pay with 4111 1111 1111 1111 today"
Begin = Callable[[ClipboardRule], RealSeat]


@pytest.fixture
def begin() -> Iterator[Begin]:
    seats: list[RealSeat] = []

    def open_seat(rule: ClipboardRule) -> RealSeat:
        seats.append(RealSeat(Policy(name="keeping", format=1, rule=(rule,))))
        seats[-1].open()
        return seats[-1]

    yield open_seat
    for seat in seats:
        seat.close()


@pytest.fixture
def copy(launch: Launch, tmp_path: Path) -> Callable[[], None]:
    def with_xclip() -> None:
        file = tmp_path / "copied"
        file.write_text(TEXT)
        launch("xclip", "-quiet", "-i", "-selection", "clipboard", str(file))

    return with_xclip


def pasted(bed: Bed, program: str = "xclip") -> str:
    command = [program, "-o", "-selection", "clipboard"]
    return subprocess.run(command, env=bed.environment, check=False, capture_output=True, timeout=60).stdout.decode()


def kinds(seat: RealSeat) -> list[tuple[Kind, Outcome]]:
    return [(body.kind, body.outcome) for body in seat.bodies]


def test_what_is_copied_is_pasted_masked(bed: Bed, begin: Begin, copy: Callable[[], None]) -> None:
    seat = begin(ClipboardRule(id="c", mode="redact"))
    copy()
    eventually(lambda: pasted(bed) == MASKED, "the masked form is there")
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_REDACTED, Outcome.MASKED)], "it is written down")
    assert [notice.event for notice in seat.notices] == ["selection_redacted"]


def test_one_program_pastes_all_of_it_and_another_one_nothing(
    bed: Bed, begin: Begin, copy: Callable[[], None], tmp_path: Path
) -> None:
    other = str(shutil.copy("/usr/bin/xclip", tmp_path / "reader"))
    seat = begin(ClipboardRule(id="c", mode="allow-within", into=("/usr/bin/xclip",)))
    copy()
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_KEPT, Outcome.DONE)], "the seat gives it out")
    assert pasted(bed, other) == ""
    assert pasted(bed) == TEXT
    assert pasted(bed, other) == ""


def test_what_may_stay_for_a_while_is_gone_after_it(bed: Bed, begin: Begin, copy: Callable[[], None]) -> None:
    seat = begin(ClipboardRule(id="c", mode="expire", expire_seconds=5))
    copy()
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_KEPT, Outcome.DONE)], "it is written down")
    assert pasted(bed) == TEXT
    eventually(lambda: pasted(bed) == "", "it is emptied")
    assert kinds(seat)[1:] == [(Kind.SELECTION_CLEARED, Outcome.CLEARED)]


KEEP_OUT = "setCommands([{name: 'Secrets', automatic: true, input: 'x-kde-passwordManagerHint', remove: true}])"


def test_a_clipboard_manager_that_heeds_hints_keeps_nothing_of_what_the_seat_gives_out(
    bed: Bed, begin: Begin, launch: Launch
) -> None:
    """Versions from 8 on do it by themselves; the one here is told to, in its own language."""

    def keeps(text: str) -> bool:
        launch("sh", "-c", f"printf %s '{text} {next(times)}' | xclip -quiet -selection clipboard")
        return any(text in remembered(bed, after=LOOKS_EVERY) for _ in range(LOOKS))

    times = count(1)
    told = launch("copyq")
    eventually(lambda: evaluated(bed, KEEP_OUT).returncode == 0, "the manager answers")
    bed.end(told)
    manager = launch("copyq")  # what it was told holds from its next start on
    eventually(lambda: keeps("harmless"), "it keeps what is copied")
    begin(ClipboardRule(id="c", mode="redact"))
    with looking_away(manager):
        launch("sh", "-c", f"printf %s '{TEXT}' | xclip -quiet -selection clipboard")
        eventually(lambda: pasted(bed) == MASKED, "the masked form is there")
    assert [known for _ in range(LOOKS) if "Pay with" in (known := remembered(bed, after=LOOKS_EVERY))] == []
    eventually(lambda: keeps("as harmless"), "it goes on")


def test_a_picture_is_read_and_goes_where_it_shows_a_number(
    bed: Bed, begin: Begin, launch: Launch, tmp_path: Path
) -> None:
    def copied(text: str) -> bytes:
        file = written(text, tmp_path / "copied.png")
        launch("xclip", "-quiet", "-i", "-selection", "clipboard", "-t", "image/png", str(file))
        return file.read_bytes()

    def picture() -> bytes:
        command = ["xclip", "-o", "-selection", "clipboard", "-t", "image/png"]
        return subprocess.run(command, env=bed.environment, check=False, capture_output=True, timeout=60).stdout

    seat = begin(ClipboardRule(id="c", pictures="read"))
    chart = copied("Calls a day: 41, 11, 52")
    eventually(lambda: picture() == chart, "it is copied")
    copied(f"Card {TEXT}")
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_CLEARED, Outcome.CLEARED)], "it is written down")
    assert picture() == b""
    assert [(body.severity, body.data_classes) for body in seat.bodies] == [(Severity.VIOLATION, {"card_number": 1})]
    assert [notice.what for notice in seat.notices] == ["card_number"]
    again = copied("Calls a day: 41, 11, 52")
    eventually(lambda: picture() == again, "other pictures are copied as ever")


def test_programs_that_merely_read_the_clipboard_raise_nothing(bed: Bed, begin: Begin, launch: Launch) -> None:
    seat = begin(ClipboardRule(id="c", pictures="refuse"))
    for manager in ("copyq", "parcellite"):
        launch(manager)
    eventually(lambda: evaluated(bed, "size()").returncode == 0, "the manager answers")
    words = (f"see you at noon {number}" for number in count())

    def keeps(text: str) -> bool:
        launch("sh", "-c", f"printf '{text}' | xclip -quiet -selection clipboard")
        return any(text in remembered(bed, after=LOOKS_EVERY) for _ in range(LOOKS))

    eventually(lambda: keeps(next(words)), "the manager reads what is copied")
    for target in ("TARGETS", "UTF8_STRING", "text/html", "image/png") * 5:
        command = ["xclip", "-o", "-selection", "clipboard", "-t", target]
        subprocess.run(command, env=bed.environment, check=False, capture_output=True, timeout=60)
    assert "see you at noon" in pasted(bed)
    assert (seat.bodies, seat.notices) == ([], [])
