"""Readers of the screen that a rule allows by the digest of what they execute, whatever they are called."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.desktop.realseat import RealSeat
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.policy.rules import CaptureRule, Policy

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

FILM = ["-loglevel", "quiet", "-f", "x11grab", "-i", "{display}", "-frames:v", "5", "-f", "null", "-"]


def digest_of(name: str) -> str:
    path = shutil.which(name)
    assert path
    return f"sha256:{hashlib.sha256(Path(path).read_bytes()).hexdigest()}"


@pytest.fixture
def seat() -> Iterator[RealSeat]:
    rule = CaptureRule(id="capture", allow=(digest_of("ffmpeg"),))
    made = RealSeat(Policy(name="recorder", format=1, rule=(rule,)))
    made.open()
    yield made
    made.close()


def film(bed: Bed, executable: Path | str) -> int:
    """Film some pictures of the whole screen, and return by which process."""
    words = [word.format(display=bed.environment["DISPLAY"]) for word in FILM]
    process = subprocess.Popen([str(executable), *words], env=bed.environment, stdin=subprocess.DEVNULL)
    assert process.wait(30) == 0
    return process.pid


def of(seat: RealSeat, pid: int) -> list[Body]:
    return [body for body in seat.bodies if body.details.get("pid") == pid]


@pytest.mark.parametrize(
    ("name", "made_for_it"), [("quality-recorder", set()), ("ffmpeg-of-ours", {Kind.RECORDER_RUNS})]
)
def test_a_recorder_may_film_by_its_digest_under_any_name_and_another_program_under_its_name_may_not(
    seat: RealSeat, bed: Bed, tmp_path: Path, name: str, made_for_it: set[Kind]
) -> None:
    recorder = tmp_path / name
    shutil.copy(str(shutil.which("ffmpeg")), recorder)
    allowed = film(bed, recorder)
    with recorder.open("ab") as file:
        file.write(b"changed")
    changed = film(bed, recorder)
    eventually(lambda: Kind.READING_ENDED in {body.kind for body in of(seat, changed)}, "what changed is on the record")
    told = of(seat, changed)
    assert {body.kind for body in told} == {Kind.PIXELS_READ, Kind.READING_ENDED, *made_for_it}
    (count,) = (body for body in told if body.kind is Kind.READING_ENDED)
    reads = count.details["reads"]
    assert isinstance(reads, int)
    assert reads >= 5
    assert of(seat, allowed) == []
