"""A whole seat whose policy lets data onto the clipboard: masked, for one program alone, for a while."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.conftest import Launch
from tests.desktop.realseat import RealSeat
from workstation.facts.kinds import Kind, Outcome
from workstation.policy.rules import ClipboardRule, Policy

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

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
    return subprocess.run(command, env=bed.environment, check=False, capture_output=True, timeout=20).stdout.decode()


def kinds(seat: RealSeat) -> list[tuple[Kind, Outcome]]:
    return [(body.kind, body.outcome) for body in seat.bodies]


def test_what_is_copied_is_pasted_masked(bed: Bed, begin: Begin, copy: Callable[[], None]) -> None:
    seat = begin(ClipboardRule(id="c", mode="redact"))
    copy()
    eventually(lambda: pasted(bed) == "Pay with 4111 11••••••• 1111 today", "the masked form is there")
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_REDACTED, Outcome.MASKED)], "it is written down")
    assert [notice.event for notice in seat.notices] == ["selection_redacted"]


def test_one_program_pastes_all_of_it_and_another_one_nothing(
    bed: Bed, begin: Begin, copy: Callable[[], None], tmp_path: Path
) -> None:
    other = str(shutil.copy("/usr/bin/xclip", tmp_path / "reader"))
    begin(ClipboardRule(id="c", mode="allow-within", into=("/usr/bin/xclip",)))
    copy()
    eventually(lambda: pasted(bed, other) == "", "the other one gets nothing")
    assert pasted(bed) == TEXT
    assert pasted(bed, other) == ""


def test_what_may_stay_for_a_while_is_gone_after_it(bed: Bed, begin: Begin, copy: Callable[[], None]) -> None:
    seat = begin(ClipboardRule(id="c", mode="expire", expire_seconds=5))
    copy()
    eventually(lambda: kinds(seat) == [(Kind.SELECTION_KEPT, Outcome.DONE)], "it is written down")
    assert pasted(bed) == TEXT
    eventually(lambda: pasted(bed) == "", "it is emptied")
    assert kinds(seat)[1:] == [(Kind.SELECTION_CLEARED, Outcome.CLEARED)]
