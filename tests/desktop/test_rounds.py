"""A sensor that goes rounds ends on request, and never in silence."""

# SPDX-License-Identifier: Apache-2.0

import queue
import threading

import pytest

from tests.desktop.reports import PATIENCE, Reports
from workstation.desktop.rounds import Rounds
from workstation.facts.observations import SensorFailed


def test_rounds_follow_each_other_until_they_are_stopped() -> None:
    looks: queue.SimpleQueue[None] = queue.SimpleQueue()
    rounds = Rounds("media", lambda: looks.put(None), 0.01, Reports().post)
    rounds.start()
    for _ in range(3):
        looks.get(timeout=PATIENCE)
    rounds.stop()
    while not looks.empty():
        looks.get()
    assert "desk-media" not in {thread.name for thread in threading.enumerate()}


def test_rounds_that_never_began_can_be_stopped() -> None:
    Rounds("media", lambda: None, 1, Reports().post).stop()


def test_a_round_that_fails_is_told_without_its_words_and_ends_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    reports, raised = Reports(), queue.SimpleQueue[object]()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: raised.put(arguments.exc_value))

    def look() -> None:
        raise ValueError("4111 1111 1111 1111")

    Rounds("folders", look, 0.01, reports.post).start()
    failed = reports.next(SensorFailed)
    assert (failed.sensor, failed.reason) == ("folders", "ValueError")
    assert isinstance(raised.get(timeout=PATIENCE), ValueError)
    assert reports.are_over()
