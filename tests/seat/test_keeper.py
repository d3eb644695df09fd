"""The seat's link to the keeper: nothing unconfirmed is forgotten, and a lost keeper means locked."""

# SPDX-License-Identifier: Apache-2.0

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from tests.keeper.running import NO_RULES, RunningKeeper, eventually
from tests.keeper.test_ledger import body
from workstation.errors import LinkError
from workstation.facts.kinds import Kind
from workstation.facts.observations import Observation, TruthChanged
from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled
from workstation.link.messages import MyRecord, PolicyTold
from workstation.seat.keeper import LinkKeeper


@contextmanager
def linked(
    keeper: RunningKeeper, told: Callable[[PolicyTold], None] | None = None
) -> Iterator[tuple[LinkKeeper, queue.Queue[Observation]]]:
    """Link a seat to a running keeper, receiving on a thread of its own."""
    link = LinkKeeper(keeper.socket, 1)
    posted: queue.Queue[Observation] = queue.Queue()
    _connected(link)
    thread = threading.Thread(target=link.run, args=(posted.put, lambda: True, told or (lambda _: None)))
    thread.start()
    try:
        yield link, posted
    finally:
        link.stop()
        thread.join()


def _connected(link: LinkKeeper) -> None:
    until = datetime.now(UTC) + timedelta(seconds=10)
    while True:
        try:
            link.connect()
        except LinkError:
            if datetime.now(UTC) > until:
                raise
        else:
            return


def truth_for(posted: queue.Queue[Observation], reason: str) -> TruthChanged:
    while True:
        match posted.get(timeout=10):
            case TruthChanged(reason=told) as changed if told == reason:
                return changed
            case _:
                continue


def test_what_is_reported_while_the_keeper_is_gone_is_recorded_by_the_next_one(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    with linked(first) as (link, posted):
        link.ready(())
        first.stop()
        assert truth_for(posted, "keeper_gone").truth is Truth.LOCKED
        link.report(body())
        again = RunningKeeper(tmp_path)
        eventually(lambda: Kind.COPY_BLOCKED in again.kinds())
        eventually(lambda: again.slot.standing.seat_ready)
        again.stop()


def test_a_policy_that_changed_while_the_keeper_was_away_is_told_by_the_next_one(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    told = queue.Queue[PolicyTold]()
    with linked(first, told.put) as (link, _):
        assert told.get(timeout=10).version == NO_RULES.version
        link.ready(())
        first.stop()
        again = RunningKeeper(tmp_path, Ruled(version="second"))
        assert told.get(timeout=10).version == "second"
        again.stop()


def test_a_pause_of_the_recorder_is_wanted_of_the_next_keeper_too_and_only_the_last_word_counts(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    with linked(first) as (link, posted):
        link.ready(())
        first.stop()
        truth_for(posted, "keeper_gone")
        link.resume_recorder()
        link.pause_recorder("cards", "x" * 10_000, "card_number")
        again = RunningKeeper(tmp_path)
        eventually(lambda: Kind.RECORDING_PAUSED in again.kinds())
        assert Kind.RECORDING_RESUMED not in again.kinds()
        again.stop()


def test_a_report_that_no_keeper_would_take_is_told_as_a_failure(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, _):
        link.report(replace(body(), application="x" * 10_000))
        link.report(body())
        eventually(lambda: Kind.COPY_BLOCKED in keeper.kinds())
        assert Kind.CONTROL_FAILED in keeper.kinds()
        assert Kind.PEER_REFUSED not in keeper.kinds()
    keeper.stop()


def test_the_agents_record_comes_over_the_link(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    with linked(keeper) as (link, _):
        answers = queue.Queue[MyRecord]()
        link.ask_my_record(10, answers.put)
        assert answers.get(timeout=10).lines == ()
    keeper.stop()


def test_a_seat_whose_engine_hangs_is_taken_for_dead(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    link = LinkKeeper(keeper.socket, 1)
    _connected(link)
    thread = threading.Thread(target=link.run, args=(lambda _: None, lambda: False, lambda _: None))
    thread.start()
    eventually(lambda: Kind.SEAT_LOST in keeper.kinds())
    assert keeper.warden.killed
    link.stop()
    thread.join()
    keeper.stop()
