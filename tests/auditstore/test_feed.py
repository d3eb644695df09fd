"""The supervisor's feed: what must be heard of, live, resumed after every break."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import closing
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.vault import FakeVault
from tests.samples import COPY, SHOWN, chain_of
from workstation.auditstore.feed import follow_feed
from workstation.auditstore.query import newest
from workstation.errors import StoreError
from workstation.keeper.enrolment import enrol
from workstation.keeper.storeclient import HttpsStore

pytestmark = pytest.mark.usefixtures("deadline")


def test_violations_are_told_and_access_is_not(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    before = newest(store.parts.database)
    client.ship(seat_id, chain_of(seat_id, SHOWN, COPY))
    token = store.parts.directory.add_reader("Kim")
    with closing(follow_feed(store.url, store.authority, token, before)) as feed:
        item = next(feed)
    assert (item.seat_id, item.seq, item.body, item.agent) == (seat_id, 2, COPY, "J. Cruz")


def test_what_comes_in_while_one_listens_is_told(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    before = newest(store.parts.database)
    entries = chain_of(seat_id, COPY, SHOWN, COPY)
    client.ship(seat_id, entries[:1])
    token = store.parts.directory.add_reader("Kim")
    with closing(follow_feed(store.url, store.authority, token, before)) as feed:
        assert next(feed).seq == 1
        client.ship(seat_id, entries)
        assert next(feed).seq == 3


def test_a_break_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        enrolment = enrol(store.parts.directory.invite("cards"), store.url, FakeVault())
        seat_id = enrolment.seat_id(1)
        entries = chain_of(seat_id, COPY, COPY, COPY)
        token = store.parts.directory.add_reader("Kim")
        with (
            closing(HttpsStore(enrolment)) as client,
            closing(follow_feed(store.url, store.authority, token, 0)) as feed,
        ):
            client.ship(seat_id, entries[:1])
            assert next(feed).seq == 1
            store.restart()
            client.ship(seat_id, entries[:2])
            assert next(feed).seq == 2
            store.restart()
            client.ship(seat_id, entries)
            assert next(feed).seq == 3


def test_a_wrong_token_ends_the_feed(store: StoreProcess) -> None:
    with pytest.raises(StoreError, match="refused the feed"):
        next(follow_feed(store.url, store.authority, "wrong", 0))


def test_another_store_ends_the_feed(store: StoreProcess, tmp_path: Path) -> None:
    other = StoreProcess(tmp_path)
    authority = other.authority
    other.close()
    with pytest.raises(StoreError, match="not the audit store"):
        next(follow_feed(store.url, authority, "token", 0))
