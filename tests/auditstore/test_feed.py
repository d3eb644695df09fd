"""The supervisor's feed: what must be heard of, live, resumed after every break."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.auditstore.clockedstore import CLOCKED, ClockFile
from tests.auditstore.seatrecord import SeatRecord, violation
from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.auditstore.test_notifying import POLICY, TEN, VERSION
from tests.distribution.conftest import Publisher
from tests.fakes.vault import FakeVault
from tests.samples import COPY, SHOWN, chain_of
from workstation.auditstore.feed import follow_feed
from workstation.auditstore.query import newest
from workstation.errors import StoreError
from workstation.keeper.enrolment import enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.record.digest import Digest, Told
from workstation.record.feeditem import FeedItem

pytestmark = pytest.mark.usefixtures("deadline")


def entry(told: Told) -> FeedItem:
    assert isinstance(told, FeedItem)
    return told


def test_violations_are_told_and_access_is_not(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    before = newest(store.parts.database)
    client.ship(seat_id, chain_of(seat_id, SHOWN, COPY))
    token = store.parts.directory.add_reader("Kim")
    with closing(follow_feed(store.url, store.authority, token, before)) as feed:
        item = entry(next(feed))
    assert (item.seat_id, item.seq, item.body, item.agent) == (seat_id, 2, COPY, "J. Cruz")


def test_what_comes_in_while_one_listens_is_told(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    before = newest(store.parts.database)
    entries = chain_of(seat_id, COPY, SHOWN, COPY)
    client.ship(seat_id, entries[:1])
    token = store.parts.directory.add_reader("Kim")
    with closing(follow_feed(store.url, store.authority, token, before)) as feed:
        assert entry(next(feed)).seq == 1
        client.ship(seat_id, entries)
        assert entry(next(feed)).seq == 3


def test_a_break_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
        seat_id = enrolment.seat_id(1)
        entries = chain_of(seat_id, COPY, COPY, COPY)
        token = store.parts.directory.add_reader("Kim")
        with (
            closing(HttpsStore(enrolment)) as client,
            closing(follow_feed(store.url, store.authority, token, 0)) as feed,
        ):
            client.ship(seat_id, entries[:1])
            assert entry(next(feed)).seq == 1
            store.restart()
            client.ship(seat_id, entries[:2])
            assert entry(next(feed)).seq == 2
            store.restart()
            client.ship(seat_id, entries)
            assert entry(next(feed)).seq == 3


def test_two_readers_hear_of_their_team_at_once_or_counted_over_a_restart(tmp_path: Path) -> None:
    clock = ClockFile(tmp_path / "clock", TEN)
    with running_store(tmp_path / "store", (*CLOCKED, str(clock.path))) as store:
        Publisher(store.folder / "policies").publish(POLICY, people=2)
        add_reader = store.parts.directory.add_reader
        tokens = add_reader("Lee", team="north"), add_reader("Ray", "compliance")
        add_reader("Max", team="south")
        supervisor, officer = (follow_feed(store.url, store.authority, token, 0) for token in tokens)
        with ExitStack() as open_things:
            north, south = (shipping_seat(store, team, open_things) for team in ("north", "south"))
            for feed in (supervisor, officer):
                open_things.enter_context(closing(feed))
            south.write(violation("copies"))
            north.write(violation("copies"), "Ana", TEN)
            north.write(violation("pictures"), "Ana")
            assert [entry(next(feed)).rule for feed in (supervisor, officer)] == ["pictures", "pictures"]
            store.restart()
            clock.set(TEN + timedelta(minutes=14))
            north.write(violation("copies"), "Ben", TEN + timedelta(minutes=14))
            clock.set(TEN + timedelta(minutes=15))
            told = next(supervisor)
            assert isinstance(told, Digest)
            assert (told.rule, told.team, told.count, told.agents) == ("copies", "north", 2, 2)
            assert (told.first, told.last) == (TEN, TEN + timedelta(minutes=14))
            store.restart()
            south.write(violation("pictures"))
            north.write(violation("pictures"))
            assert [entry(next(feed)).team for feed in (supervisor, officer, officer)] == ["north", "south", "north"]


def shipping_seat(store: StoreProcess, team: str, open_things: ExitStack) -> SeatRecord:
    enrolment = enrol(store.parts.directory.invite(team, trial=True), store.url, FakeVault())
    client = open_things.enter_context(closing(HttpsStore(enrolment)))
    seat_id = enrolment.seat_id(1)
    return SeatRecord(seat_id, team, VERSION, lambda entries: client.ship(seat_id, entries))


def test_a_wrong_token_ends_the_feed(store: StoreProcess) -> None:
    with pytest.raises(StoreError, match="refused the feed"):
        next(follow_feed(store.url, store.authority, "wrong", 0))


def test_another_store_ends_the_feed(store: StoreProcess, tmp_path: Path) -> None:
    other = StoreProcess(tmp_path)
    authority = other.authority
    other.close()
    with pytest.raises(StoreError, match="not the audit store"):
        next(follow_feed(store.url, authority, "token", 0))
