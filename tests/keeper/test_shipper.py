"""The shipper between ledger and store: in order, receipted, patient, never misled."""

# SPDX-License-Identifier: Apache-2.0

import queue
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.ledger import FakeLedger
from tests.fakes.store import FakeStore
from tests.samples import COPY, SHOWN
from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.keeper.backoff import LONGEST, jittered_pause, pause_after
from workstation.keeper.notices import AT_ONCE, LOOKED_AT
from workstation.keeper.ports import Subject
from workstation.keeper.shipper import Shipper, Shipping
from workstation.record.entry import Entry, parse_header
from workstation.record.exchange import BATCH_LIMIT
from workstation.record.receipt import Receipt

DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT = f"{DEVICE}/1"
CRUZ = Subject(agent="J. Cruz", team="cards")


def patient(_failures: int) -> timedelta:
    """Wait so long that only a call from outside ends the pause."""
    return timedelta(hours=1)


class Bench:
    """A shipper over fakes; `until` waits for what it tells."""

    def __init__(self) -> None:
        self.ledger = FakeLedger()
        self.store = FakeStore(DEVICE)
        self.key = self.store.receipt_key
        self.told: queue.Queue[Shipping] = queue.Queue()
        self._running: list[Shipper] = []

    def start(self, pause: Callable[[int], timedelta] = patient) -> Shipper:
        shipper = Shipper(
            ledger=self.ledger,
            store=self.store,
            receipt_key=self.key,
            clock=lambda: datetime.now(UTC),
            told=self.told.put,
            pause=pause,
        )
        shipper.start()
        self._running.append(shipper)
        return shipper

    def append(self, count: int, seat_id: str = SEAT, body: Body = COPY) -> None:
        for _ in range(count):
            self.ledger.append(seat_id, CRUZ, body)

    def until(self, holds: Callable[[Shipping], bool]) -> Shipping:
        while True:
            shipping = self.told.get(timeout=30)
            if holds(shipping):
                return shipping

    def until_shipped(self) -> Shipping:
        return self.until(lambda shipping: shipping.answers and shipping.waiting == 0)

    def numbers_at_store(self, seat_id: str = SEAT) -> list[int]:
        return [parse_header(entry.header).seq for entry in self.store.chains[seat_id]]

    def stop(self) -> None:
        for shipper in self._running:
            shipper.stop()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.stop()


def test_everything_is_shipped_in_order_and_receipted(bench: Bench) -> None:
    bench.append(1203)
    bench.append(2, f"{DEVICE}/0")
    bench.start()
    bench.until_shipped()
    assert bench.numbers_at_store() == list(range(1, 1204))
    assert bench.store.batches == [500, 500, 203, 2]
    assert (bench.ledger.receipted(SEAT), bench.ledger.receipted(f"{DEVICE}/0")) == (1203, 2)


def test_what_is_appended_later_is_shipped_when_told(bench: Bench) -> None:
    shipper = bench.start()
    bench.until_shipped()
    bench.append(1)
    shipper.appended()
    assert bench.ledger.kept.get(timeout=30) == 1


def test_a_store_that_is_away_loses_nothing(bench: Bench) -> None:
    bench.append(3)
    bench.store.away = True
    shipper = bench.start()
    away = bench.until(lambda shipping: bool(shipping.trouble))
    assert (away.answers, away.waiting, away.trouble) == (False, 3, "the audit store cannot be reached")
    bench.append(1)
    bench.store.away = False
    shipper.hurry()
    back = bench.until_shipped()
    assert (back.trouble, shipper.shipping) == ("", back)
    assert back.since >= away.since
    assert bench.numbers_at_store() == [1, 2, 3, 4]


def test_a_store_that_goes_away_while_nothing_waits_is_missed_once_somebody_lost_it(bench: Bench) -> None:
    bench.append(1)
    shipper = bench.start(pause=lambda _: timedelta(milliseconds=1))
    bench.until_shipped()
    bench.store.away = True
    shipper.hurry()
    shipper.doubt()
    away = bench.until(lambda shipping: not shipping.answers)
    assert (away.waiting, away.trouble) == (0, "the audit store cannot be reached")
    bench.store.away = False
    assert bench.until_shipped().trouble == ""


def test_it_tries_again_by_itself(bench: Bench) -> None:
    bench.append(1)
    bench.store.away = True
    bench.start(pause=lambda _: timedelta(milliseconds=1))
    bench.until(lambda shipping: bool(shipping.trouble))
    bench.store.away = False
    bench.until_shipped()


def test_new_entries_do_not_hammer_a_store_that_is_away(bench: Bench) -> None:
    bench.append(1)
    bench.store.away = True
    shipper = bench.start()
    bench.until(lambda shipping: bool(shipping.trouble))
    for _ in range(20):
        bench.append(1)
        shipper.appended()
    shipper.hurry()
    bench.until(lambda shipping: shipping.waiting == 21)
    assert bench.store.asked == 2


def test_it_goes_on_where_the_store_stands(bench: Bench) -> None:
    bench.append(3)
    bench.store.ship(SEAT, bench.ledger.waiting(SEAT, 2))
    bench.start()
    bench.until_shipped()
    assert bench.store.batches == [2, 1]
    assert bench.ledger.receipted(SEAT) == 3


def test_a_receipt_of_a_false_store_is_not_kept(bench: Bench) -> None:
    bench.append(1)
    bench.key = Ed25519PrivateKey.generate().public_key()
    bench.start()
    assert "not signed by the enrolled store" in bench.until(lambda shipping: bool(shipping.trouble)).trouble
    assert bench.ledger.receipted(SEAT) == 0


def test_a_store_that_holds_another_past_is_contradicted(bench: Bench) -> None:
    bench.append(2)
    other = FakeLedger()
    other.append(SEAT, CRUZ, SHOWN)
    bench.store.ship(SEAT, other.waiting(SEAT, 1))
    bench.start()
    assert "does not fit this ledger" in bench.until(lambda shipping: bool(shipping.trouble)).trouble
    assert bench.ledger.receipted(SEAT) == 0


def test_a_seat_that_the_store_refuses_does_not_hold_the_others_back(bench: Bench) -> None:
    bench.append(1, "00000000-0000-4000-8000-000000000002/1")
    bench.append(2)
    bench.start()
    refused = bench.until(lambda shipping: bool(shipping.trouble))
    assert (refused.trouble, refused.waiting) == ("the audit store refused: the seat is not one of this device", 1)
    assert bench.numbers_at_store() == [1, 2]


def test_a_ledger_whose_tail_was_cut_is_found_out(bench: Bench) -> None:
    bench.append(3)
    bench.store.ship(SEAT, bench.ledger.waiting(SEAT, 3))
    bench.ledger.cut(SEAT, 2)
    bench.start()
    assert "no entry 3" in bench.until(lambda shipping: bool(shipping.trouble)).trouble


def test_a_store_that_forgot_what_it_receipted_is_found_out(bench: Bench) -> None:
    bench.append(3)
    bench.start()
    bench.until_shipped()
    bench.store.chains[SEAT] = bench.store.chains[SEAT][:1]
    bench.start()
    assert "does not fit this ledger" in bench.until(lambda shipping: bool(shipping.trouble)).trouble


def test_a_ledger_that_cannot_be_read_is_told_and_tried_again(bench: Bench) -> None:
    bench.append(1)
    bench.ledger.broken = LedgerError("the ledger cannot be read")
    shipper = bench.start()
    assert bench.until(lambda shipping: bool(shipping.trouble)).trouble == "the ledger cannot be read"
    bench.ledger.broken = None
    shipper.hurry()
    bench.until_shipped()


@given(failures=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_a_pause_is_never_longer_than_the_cap(failures: int, chance: float) -> None:
    assert timedelta(0) <= pause_after(failures, chance) <= LONGEST
    assert timedelta(0) <= jittered_pause(failures) <= LONGEST


def test_pauses_grow_until_the_cap() -> None:
    seconds = [pause_after(failures, 1.0).total_seconds() for failures in range(1, 8)]
    assert seconds == [1, 2, 4, 8, 16, 30, 30]


def test_a_store_whose_log_lost_an_entry_of_anybody_is_found_out(bench: Bench) -> None:
    bench.append(3)
    bench.start()
    bench.until_shipped()
    bench.append(2)
    bench.store.forget(0)
    bench.start()
    assert "lost or changed entries" in bench.until(lambda shipping: bool(shipping.trouble)).trouble
    assert bench.ledger.receipted(SEAT) == 3


def heard(bench: Bench) -> list[int]:
    return [seq for _, seq in bench.store.heard]


def test_a_fresh_violation_is_heard_ahead_of_the_backlog_and_once(bench: Bench) -> None:
    bench.append(1, body=COPY)
    bench.append(1202, body=SHOWN)
    bench.append(1, body=COPY)
    bench.start()
    bench.until_shipped()
    assert heard(bench) == [1204, 1]
    assert bench.numbers_at_store() == list(range(1, 1205))


def test_what_goes_up_next_needs_no_notice(bench: Bench) -> None:
    bench.append(BATCH_LIMIT - 1, body=SHOWN)
    bench.append(1, body=COPY)
    bench.start()
    bench.until_shipped()
    assert heard(bench) == [BATCH_LIMIT]
    assert bench.store.asked == 2


def test_what_happens_while_a_backlog_goes_up_is_heard_before_its_next_batch(bench: Bench) -> None:
    bench.append(1100, body=SHOWN)
    shipped = bench.store.ship
    order: list[str] = []

    def ship(seat_id: str, entries: Sequence[Entry], known: int = 0) -> Receipt:
        order.append(f"shipped {len(entries)}, heard {heard(bench)}")
        receipt = shipped(seat_id, entries, known)
        bench.append(2, body=COPY if len(order) == 1 else SHOWN)
        return receipt

    bench.store.ship = ship  # type: ignore[method-assign]
    bench.start()
    bench.until(lambda _: len(order) > 2)
    assert order[:3] == ["shipped 500, heard []", "shipped 500, heard [1101, 1102]", "shipped 104, heard [1101, 1102]"]


def test_of_many_fresh_violations_the_newest_are_heard_first_in_their_order(bench: Bench) -> None:
    bench.append(BATCH_LIMIT + LOOKED_AT, body=COPY)
    bench.start()
    bench.until_shipped()
    last = BATCH_LIMIT + LOOKED_AT
    assert heard(bench)[:AT_ONCE] == list(range(last - AT_ONCE + 1, last + 1))
    assert sorted(heard(bench)) == list(range(1, last + 1))


def test_a_store_that_takes_no_notices_gets_the_chain(bench: Bench) -> None:
    bench.store.full = True
    bench.append(1000, body=SHOWN)
    bench.append(2, body=COPY)
    bench.start()
    bench.until_shipped()
    assert heard(bench) == [1001, 1002]


def test_a_keeper_that_starts_again_behind_a_backlog_tells_nothing_twice(bench: Bench) -> None:
    bench.append(1000, body=SHOWN)
    bench.append(1, body=COPY)
    assert bench.store.notice(SEAT, next(bench.ledger.newest(SEAT)))
    bench.start()
    bench.until_shipped()
    assert heard(bench) == [1001]
