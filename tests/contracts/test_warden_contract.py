"""What every warden promises its keeper."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.warden import FakeWarden
from tests.installed.workplace import AsKeeper, eventually, wardened
from workstation.errors import WardenError
from workstation.keeper.ports import Warden
from workstation.keeper.trialwarden import TrialWarden


class _Sleeping(TrialWarden):
    """A trial's warden whose parts sleep."""

    def __init__(self, logs: Path) -> None:
        super().__init__(dict.fromkeys(("seat", "shield"), ("sh", "-c", "exec sleep 60")), logs)

    def end(self) -> None:
        """Leave no process behind."""
        for pid in tuple(self._started):
            self.kill(pid)
            eventually(partial(_has_ended, self, pid))


@pytest.fixture(params=["installed", "trial", "fake"])
def warden(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warden]:
    if request.param == "fake":
        yield FakeWarden()
    elif request.param == "trial":
        sleeping = _Sleeping(tmp_path)
        yield sleeping
        sleeping.end()
    elif os.getuid() == 0:
        with wardened() as socket:
            yield AsKeeper(socket)
    else:
        pytest.skip("only root runs a warden")


def test_a_started_part_can_be_ended(warden: Warden) -> None:
    for pid in (warden.start("seat", 1), warden.start("shield", 1)):
        warden.kill(pid)
        eventually(partial(_has_ended, warden, pid))


def _has_ended(warden: Warden, pid: int) -> bool:
    return not warden.running(pid)


def test_each_start_is_another_process(warden: Warden) -> None:
    first, second = warden.start("shield", 1), warden.start("shield", 1)
    assert first != second
    warden.kill(first)
    warden.kill(second)


def test_what_was_never_started_does_not_run(warden: Warden) -> None:
    warden.kill(warden.start("seat", 1))
    assert not warden.running(0)


def test_ending_what_is_gone_is_no_error(warden: Warden) -> None:
    pid = warden.start("seat", 1)
    warden.kill(pid)
    eventually(lambda: not warden.running(pid))
    warden.kill(pid)


def test_what_it_cannot_do_it_says(warden: Warden) -> None:
    with pytest.raises(WardenError):
        warden.deny(7, ("/usr/bin/scrot",))
    with pytest.raises(WardenError):
        warden.notice(7)
