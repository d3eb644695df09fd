"""One PostgreSQL and what befalls it: killed servers, several stores at once, a store killed between them."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.auditstore.cluster import ADMINISTRATOR, Cluster, programs, running_cluster
from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.auditstore.test_commands import deskwarden
from tests.auditstore.test_serve import Acknowledged
from tests.fakes.vault import FakeVault
from tests.samples import COPY, SHOWN, chain_of, enrolled, shipment
from workstation.auditstore.address import ADDRESS, parse_address
from workstation.auditstore.bell import Bell
from workstation.auditstore.bellrope import BellRope, Channel
from workstation.auditstore.feed import follow_feed
from workstation.auditstore.identity import KEYS, write_private
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.store import open_store
from workstation.auditstore.storerecord import DatabaseRecord, opened_store_record
from workstation.auditstore.verify import Witnesses, verify_record
from workstation.auditstore.verifylog import verify_log
from workstation.errors import StoreError
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.record.digest import Told
from workstation.record.feeditem import FeedItem

DEVICE = "00000000-0000-4000-8000-00000000000a"
KILLS = 3
RECORD: Channel = "deskwarden_record"


def placed(folder: Path, address: str, like: Path | None = None) -> Path:
    """Return a store's folder whose record is at the address; with the keys of the store in `like`, where one is."""
    folder.mkdir(mode=0o700)
    write_private(folder / ADDRESS, address.encode())
    if like:
        shutil.copytree(like / KEYS, folder / KEYS)
    return folder


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """Start a PostgreSQL that writes as in earnest."""
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL is installed here (/usr/lib/postgresql)")
    with running_cluster(where, durable=True) as cluster:
        yield cluster


def assert_whole(folder: Path, *shippers: Acknowledged) -> None:
    """Hold what was acknowledged against the record, whose chains and log are whole."""
    with opened_store_record(folder) as record:
        key = open_store(folder).identity.receipt_key.public_key()
        verdicts = {verdict.seat_id: verdict for verdict in verify_record(record, Witnesses(receipt_key=key))}
        assert [verdict.trouble for verdict in verdicts.values() if verdict.trouble] == []
        assert verify_log(record, key) == ""
        for shipper in shippers:
            last = shipper.receipts[-1]
            assert verdicts[last.seat_id].entries >= last.seq > 0
            for body in shipper.receipts:
                assert record.chain_at(body.seat_id, body.seq) == body.chain


@pytest.mark.usefixtures("deadline")
def test_a_kill_of_the_database_at_any_moment_loses_no_receipted_entry_and_the_store_is_back_with_it(
    durable: Cluster, tmp_path: Path
) -> None:
    folder = placed(tmp_path / "store", durable.make_database())
    with running_store(folder) as store:
        acknowledged = Acknowledged(_enrolled(store))
        following = follow_feed(store.url, store.authority, store.parts.directory.add_reader("Kim"), 0)
        heard: list[int] = []
        for kill in range(KILLS):
            acknowledged.ship()
            acknowledged.wait_for(kill + 1)
            durable.kill()
            acknowledged.join()
            durable.start()
            while len(heard) < acknowledged.receipts[-1].seq:
                heard.append(_seq(next(following)))
        following.close()
        acknowledged.ship()
        acknowledged.wait_for(1)
        store.stop()
        acknowledged.join()
    assert heard == list(range(1, len(heard) + 1))
    assert acknowledged.receipts[-1].seq >= 20 * KILLS
    assert_whole(folder, acknowledged)


def _seq(told: Told) -> int:
    assert isinstance(told, FeedItem)
    return told.seq


def test_two_stores_take_in_at_once_and_one_that_is_killed_leaves_the_record_whole(
    cluster: Cluster, tmp_path: Path
) -> None:
    address = cluster.make_database()
    first = placed(tmp_path / "first", address)
    open_store(first).database.close()
    second = placed(tmp_path / "second", address, like=first)
    with running_store(first) as one, running_store(second) as other:
        shippers = [Acknowledged(_enrolled(store)) for store in (one, one, other, other)]
        for shipper in shippers:
            shipper.ship()
        for shipper in shippers:
            shipper.wait_for(3)
        other.restart()
        for shipper in shippers[2:]:
            shipper.join()
            shipper.ship()
        for shipper in shippers:
            shipper.wait_for(3)
        for store in (one, other):
            store.kill()
        for shipper in shippers:
            shipper.join()
    assert_whole(first, *shippers)
    verified = deskwarden("audit", "verify", "--dir", str(second))
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.splitlines()[-1].endswith("of 4 seats hold; 0 chains are broken.")


def _enrolled(store: StoreProcess) -> Enrolment:
    return enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())


def test_a_bell_in_one_store_is_rung_by_what_another_writes_and_again_once_it_lost_its_connection(
    cluster: Cluster, tmp_path: Path
) -> None:
    address = cluster.make_database()
    first = open_store(placed(tmp_path / "first", address))
    second = open_store(placed(tmp_path / "second", address, like=tmp_path / "first"))
    enrolled(second, DEVICE)
    entries = chain_of(f"{DEVICE}/1", COPY, COPY)

    async def heard() -> None:
        bell = Bell()
        with bell.listening() as rung, BellRope(first.database.reads, {RECORD: bell}):
            await _rung(rung)  # it has hold of the rope
            await asyncio.to_thread(second.ingest.take, DEVICE, shipment(f"{DEVICE}/1", entries[:1]))
            await _rung(rung)
            with cluster.asked("postgres") as db:
                db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            await _rung(rung)
            await asyncio.to_thread(second.ingest.take, DEVICE, shipment(f"{DEVICE}/1", entries))
            await _rung(rung)

    asyncio.run(heard())
    for parts in (first, second):
        parts.database.close()


async def _rung(rung: asyncio.Event) -> None:
    async with asyncio.timeout(60):
        await rung.wait()
    rung.clear()


@pytest.mark.usefixtures("deadline")
def test_a_supervisor_at_one_store_hears_of_what_another_takes_in(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.make_database()
    first = placed(tmp_path / "first", address)
    open_store(first).database.close()
    second = placed(tmp_path / "second", address, like=first)
    with running_store(first) as one, running_store(second) as other:
        following = follow_feed(one.url, one.authority, other.parts.directory.add_reader("Kim"), 0)
        enrolment = _enrolled(other)
        with closing(HttpsStore(enrolment)) as client:
            client.ship(enrolment.seat_id(1), chain_of(enrolment.seat_id(1), SHOWN, COPY))
        told = next(following)
        assert isinstance(told, FeedItem)
        assert (told.seat_id, told.seq) == (enrolment.seat_id(1), 2)
        following.close()


def test_a_commit_waits_for_the_disk_whatever_the_database_was_set_to(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.make_database()
    name = parse_address(address).database
    with cluster.asked("postgres") as db:
        db.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        db.execute(f"ALTER ROLE {name} SET default_transaction_isolation = 'serializable'")
    with closing(open_store(placed(tmp_path / "store", address)).database) as database:
        for engine, isolation in ((database.reads, "repeatable read"), (database.writes, "read committed")):
            with engine.begin() as db:
                assert db.scalar(text("SHOW synchronous_commit")) == "on"
                assert db.scalar(text("SHOW transaction_isolation")) == isolation


def test_who_finds_the_record_held_by_another_for_too_long_is_told_and_writes_afterwards(
    cluster: Cluster, tmp_path: Path
) -> None:
    address = cluster.make_database()
    first = open_store(placed(tmp_path / "first", address))
    second = open_store(placed(tmp_path / "second", address, like=tmp_path / "first"))
    with first.database.writes.begin():
        with pytest.raises(StoreError, match="cannot be used now") as busy:
            second.directory.add_reader("Kim")
        assert "lock timeout" in busy.value.hint
    token = second.directory.add_reader("Kim")
    assert first.directory.reader_of(f"Bearer {token}").name == "Kim"
    for parts in (first, second):
        parts.database.close()


def test_a_name_that_postgresql_cannot_hold_is_refused_and_harms_nobody(cluster: Cluster, tmp_path: Path) -> None:
    with closing(open_store(placed(tmp_path / "store", cluster.make_database())).database):
        parts = open_store(tmp_path / "store")
        with pytest.raises(RefusedError) as refused:
            parts.agents.judge("Ana\0", "123456")
        assert refused.value.status == 400
        assert parts.agents.judge("Ana", "123456").accepted is False
        parts.database.close()


def test_a_shipment_that_is_refused_at_its_end_draws_no_number(cluster: Cluster, tmp_path: Path) -> None:
    parts = open_store(placed(tmp_path / "store", cluster.make_database()))
    enrolled(parts, DEVICE)
    seat_id = f"{DEVICE}/1"
    entries = chain_of(seat_id, *(COPY for _ in range(5)))
    for _ in range(3):
        with pytest.raises(RefusedError, match="stands here"):
            parts.ingest.take(DEVICE, shipment(seat_id, (*entries[:3], entries[4])))
    parts.ingest.take(DEVICE, shipment(seat_id, (*entries[:3], entries[2], *entries[2:])))
    numbers = [item.store_seq for item in find(parts.database, Wanted()) if item.seat_id == seat_id]
    assert numbers == [2, 3, 4, 5, 6]  # 1 is the store's own word about what was refused
    parts.database.close()


def test_a_record_that_is_opened_stays_as_it_was_for_as_long_as_it_is_looked_at(
    cluster: Cluster, tmp_path: Path
) -> None:
    parts = open_store(placed(tmp_path / "store", cluster.make_database()))
    enrolled(parts, DEVICE)
    seat_id = f"{DEVICE}/1"
    with opened_store_record(tmp_path / "store") as record:
        parts.ingest.take(DEVICE, shipment(seat_id, chain_of(seat_id, COPY)))
        assert record.receipts() == {}
        assert isinstance(record, DatabaseRecord)
        assert record.db.scalar(text("SHOW idle_in_transaction_session_timeout")) == "0"
    parts.database.close()


def test_a_database_of_another_encoding_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.asked("postgres") as db:
        db.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    address = f"postgresql://{ADMINISTRATOR}@/ascii?host={cluster.folder}&port={cluster.port}"
    with pytest.raises(StoreError, match="does not hold every text"):
        open_store(placed(tmp_path / "store", address))
