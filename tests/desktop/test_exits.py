"""However a seat ends, nothing sensitive stays on the clipboard, and what is not, stays."""

# SPDX-License-Identifier: Apache-2.0

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.realseat import RealSeat
from tests.desktop.seatprocess import policy
from tests.desktop.shared import Launch
from workstation.facts.truth import Truth

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

NUMBER = "Pay with 4111 1111 1111 1111 today"
MASKED = "Pay with 4111 11••••••• 1111 today"
WORDS = "see you at noon"
Copy = Callable[[str, str], None]


@pytest.fixture
def copy(launch: Launch) -> Copy:
    def with_xclip(text: str, selection: str) -> None:
        launch("sh", "-c", f"printf '%s' '{text}' | exec xclip -quiet -selection {selection}")
        eventually(lambda: pasted(selection) in {text, MASKED}, "it is copied")

    return with_xclip


def pasted(selection: str = "clipboard") -> str:
    command = ["xclip", "-o", "-selection", selection]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).stdout.decode()


@pytest.fixture
def seats() -> Iterator[list[RealSeat]]:
    opened: list[RealSeat] = []
    yield opened
    for seat in opened:
        seat.close()


@pytest.mark.parametrize(
    "ends",
    [
        lambda seat: seat.becomes(Truth.LOCKED),
        lambda seat: seat.becomes(Truth.SIGNED_OUT),
        lambda seat: seat.call_ends(),
        lambda seat: seat.quit(),
    ],
    ids=["lock", "sign-out", "end of the call", "quit"],
)
def test_what_might_stay_for_a_while_is_gone_with_the_work_and_what_is_harmless_is_not(
    copy: Copy, seats: list[RealSeat], ends: Callable[[RealSeat], None]
) -> None:
    seat = RealSeat(policy("expire"))
    seat.open()
    seats.append(seat)
    copy(NUMBER, "clipboard")
    copy(WORDS, "primary")
    eventually(lambda: seat.bodies, "it was read")
    ends(seat)
    eventually(lambda: pasted() == "", "it is emptied")
    assert pasted("primary") == WORDS


@contextmanager
def seat_apart(bed: Bed, mode: str) -> Iterator[subprocess.Popen[bytes]]:
    """Open a seat in a process of its own."""
    command = [sys.executable, "-m", "tests.desktop.seatprocess", mode]
    with subprocess.Popen(command, env=bed.environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"open\n"
            yield process
        finally:
            process.kill()


def test_what_a_killed_seat_gave_out_goes_with_it(bed: Bed, copy: Copy) -> None:
    copy(WORDS, "primary")
    with seat_apart(bed, "redact") as seat:
        copy(NUMBER, "clipboard")
        eventually(lambda: pasted() == MASKED, "the masked form is there")
        seat.send_signal(signal.SIGKILL)
    eventually(lambda: pasted() == "", "it is gone")
    assert pasted("primary") == WORDS


def test_what_a_killed_seat_left_is_emptied_by_the_next_one_which_starts_locked(
    bed: Bed, copy: Copy, seats: list[RealSeat]
) -> None:
    copy(WORDS, "primary")
    with seat_apart(bed, "expire") as killed:
        copy(NUMBER, "clipboard")
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"kept\n"  # a program that is being read may not survive who reads it
        killed.send_signal(signal.SIGKILL)
    assert pasted() == NUMBER
    seats.append(RealSeat(policy("expire")))
    seats[0].open(Truth.LOCKED)
    eventually(lambda: pasted() == "", "the next one empties it")
    assert pasted("primary") == WORDS
