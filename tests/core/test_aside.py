"""What is judged aside: the newest of each selection, and one that never ends keeps no other from it."""

# SPDX-License-Identifier: Apache-2.0

import queue
import threading

import pytest

from tests.core.seats import BROWSER, at
from workstation.desktop.x11 import aside
from workstation.desktop.x11.aside import Aside
from workstation.facts.observations import Observation, SelectionRead

READ = SelectionRead(at=at(0), selection="CLIPBOARD", program=BROWSER, data_classes={})
WITHIN = 10.0


def test_a_job_that_never_ends_does_not_keep_the_next_one_from_being_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "LATE_AFTER", -1.0)
    begun, may_end, failed = queue.Queue[str](), threading.Event(), queue.Queue[Observation]()

    def judge(_: SelectionRead, job: str) -> None:
        begun.put(job)
        if job == "hangs":
            may_end.wait()

    judging: Aside[str] = Aside("test", judge, failed.put)
    try:
        judging.ask(READ, "hangs")
        assert begun.get(timeout=WITHIN) == "hangs"
        judging.ask(READ, "next")
        assert begun.get(timeout=WITHIN) == "next"
        may_end.set()
        judging.ask(READ, "last")
        assert begun.get(timeout=WITHIN) == "last"
    finally:
        may_end.set()
        judging.stop()
    assert failed.empty()
