"""A screen that turns off is told each time, and one that comes back is not."""

# SPDX-License-Identifier: Apache-2.0

import subprocess

import pytest

from tests.desktop.reports import Reports
from workstation.desktop.x11.idle import Idle
from workstation.facts.observations import ScreenTurnedOff

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]


def saver(what: str) -> None:
    subprocess.run(("xset", "s", what), check=True, timeout=60)


def test_a_screen_that_turns_off_is_told_each_time() -> None:
    reports = Reports()
    idle = Idle(reports.post)
    idle.start()
    try:
        for _ in range(3):
            saver("activate")
            assert reports.next(ScreenTurnedOff)
            saver("reset")
    finally:
        idle.stop()
    assert reports.are_over()
