"""Guessing codes at the store: after five wrong ones in a row each further try waits, the right code too."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.auditstore.earlier import earlier
from tests.auditstore.storeprocess import StoreProcess
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials.totp import code_at, match_step
from workstation.errors import StoreError
from workstation.keeper.storeclient import HttpsStore

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FREE = 5
WAITS = (30, 60, 120, 240, 480, 1800, 1800, 1800)
SECOND = timedelta(seconds=1)
GUESSES = ("000000", "123456", "314159", "271828")  # three codes count at any moment: one of these does not


class Desk:
    """A store with one agent, Ana, at a clock that stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.folder = folder
        self.parts = self._opened()
        self.secret = self.parts.agents.add("Ana", "cards")

    def _opened(self) -> AuditStore:
        return open_store(self.folder, lambda: self.now)

    def restart(self) -> None:
        """Close the store and open it again."""
        self.parts.database.close()
        self.parts = self._opened()

    def wrong(self, name: str = "Ana") -> str:
        """Return what the store says to a guess that is wrong."""
        guess = next(guess for guess in GUESSES if match_step(self.secret, guess, self.now) is None)
        return self.parts.agents.judge(name, guess).reason

    def right(self) -> str:
        """Return what the store says to the right code."""
        return self.parts.agents.judge("Ana", self.code).reason

    @property
    def code(self) -> str:
        return code_at(self.secret, int(self.now.timestamp()) // 30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_five_wrong_codes_are_forgiven(desk: Desk) -> None:
    assert [desk.wrong() for _ in range(FREE - 1)] == ["wrong_code"] * (FREE - 1)
    assert desk.right() == "ok"


def test_after_five_wrong_codes_the_right_one_waits_half_a_minute(desk: Desk) -> None:
    assert [desk.wrong() for _ in range(FREE)] == ["wrong_code"] * FREE
    assert desk.right() == "locked_out"
    desk.now += 30 * SECOND - timedelta(microseconds=1)
    assert desk.right() == "locked_out"
    desk.now += timedelta(microseconds=1)
    assert desk.right() == "ok"


def test_every_further_wrong_code_doubles_the_wait_and_the_tenth_locks_out_for_half_an_hour(desk: Desk) -> None:
    for _ in range(FREE):
        desk.wrong()
    for wait in WAITS:
        desk.now += (wait - 1) * SECOND
        assert (wait, desk.wrong(), desk.right()) == (wait, "locked_out", "locked_out")
        desk.now += SECOND
        assert (wait, desk.wrong()) == (wait, "wrong_code")


def test_asking_while_one_waits_does_not_make_it_longer(desk: Desk) -> None:
    for _ in range(FREE):
        desk.wrong()
    for _ in range(29):
        desk.now += SECOND
        assert desk.wrong() == "locked_out"
    desk.now += SECOND
    assert desk.right() == "ok"


def test_an_accepted_code_clears_the_count(desk: Desk) -> None:
    for _ in range(FREE):
        desk.wrong()
    desk.now += 30 * SECOND
    assert desk.right() == "ok"
    assert [desk.wrong() for _ in range(FREE + 1)] == [*["wrong_code"] * FREE, "locked_out"]


def test_whose_identity_was_confirmed_tries_again_at_once_and_others_go_on_waiting(desk: Desk) -> None:
    desk.parts.agents.add("Ben", "cards")
    for _ in range(2 * FREE):
        for name in ("Ana", "Ben"):
            desk.wrong(name)
        desk.now += 480 * SECOND
    desk.parts.agents.confirm("Ana")
    assert desk.right() == "ok"
    assert desk.wrong("Ben") == "locked_out"


def test_nobody_confirms_whom_the_store_does_not_know(desk: Desk) -> None:
    with pytest.raises(StoreError, match="no agent"):
        desk.parts.agents.confirm("Carl")


def test_a_code_used_twice_is_no_guess(desk: Desk) -> None:
    assert desk.right() == "ok"
    assert {desk.right() for _ in range(2 * FREE)} == {"code_used"}
    desk.now += 30 * SECOND
    assert desk.right() == "ok"


def test_a_restart_of_the_store_gives_no_new_tries(desk: Desk) -> None:
    for _ in range(FREE):
        desk.wrong()
        desk.restart()
    assert desk.right() == "locked_out"


def test_guesses_at_many_seats_at_once_are_not_more_than_one_by_one(desk: Desk) -> None:
    seats = 4 * FREE
    barrier = threading.Barrier(seats)

    def guess(_: int) -> str:
        barrier.wait()
        return desk.wrong()

    with ThreadPoolExecutor(seats) as pool:
        said = Counter(pool.map(guess, range(seats)))
    assert said == {"wrong_code": FREE, "locked_out": seats - FREE}


def test_another_agent_is_not_held_up(desk: Desk) -> None:
    for _ in range(FREE + 1):
        desk.wrong("Ben")
    assert desk.right() == "ok"


def test_waiting_does_not_tell_who_exists(desk: Desk) -> None:
    def walk(name: str) -> list[str]:
        said = [desk.wrong(name) for _ in range(FREE + 1)]
        desk.now += 30 * SECOND
        return [*said, desk.wrong(name), desk.wrong(name)]

    assert walk("Ana") == walk("nobody")


def test_what_was_typed_for_a_name_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    desk.wrong("my password by mistake")
    desk.parts.database.close()
    assert b"by mistake" not in b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))


def test_a_day_without_a_wrong_code_is_forgotten(desk: Desk) -> None:
    for _ in range(FREE):
        desk.wrong()
    desk.now += timedelta(days=1)
    assert [desk.wrong() for _ in range(FREE + 1)] == [*["wrong_code"] * FREE, "locked_out"]


@pytest.mark.sqlite
def test_a_store_from_before_counts_as_well(desk: Desk, tmp_path: Path) -> None:
    desk.parts.database.close()
    with earlier(tmp_path) as db:
        db.execute("DROP TABLE tries")
    desk.restart()
    assert [desk.wrong() for _ in range(FREE + 1)] == [*["wrong_code"] * FREE, "locked_out"]
    desk.now += 30 * SECOND
    assert desk.right() == "ok"


def test_a_keeper_is_told_that_its_agent_waits(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    secret = store.parts.agents.add(name, "cards")
    assert {client.verify_code(seat_id, name, "12 456").reason for _ in range(FREE)} == {"wrong_code"}
    verdict = client.verify_code(seat_id, name, code_at(secret, int(datetime.now(UTC).timestamp()) // 30))
    assert (verdict.accepted, verdict.reason, verdict.secret) == (False, "locked_out", "")
