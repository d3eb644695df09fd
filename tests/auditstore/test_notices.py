"""Notices at the store: heard of once, by the same rules as entries, part of no record, contradicted by none unseen."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.auditstore.earlier import earlier
from tests.auditstore.seatrecord import violation
from tests.auditstore.test_notifying import KIM, NORTH, OFFICER, SOUTH, VERSION, Scene, closing_scene, rules
from tests.samples import COPY, KEYS, SHOWN, chain_of, enrolled, entry_after, shipment
from workstation.auditstore.notices import OPEN_LIMIT
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.store import open_store
from workstation.auditstore.storerecord import opened_store_record
from workstation.auditstore.verify import Witnesses, verify_record
from workstation.auditstore.verifylog import verify_log
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.record.chain import Head
from workstation.record.digest import Digest, Told
from workstation.record.entry import GENESIS, Entry, link, parse_header
from workstation.record.exchange import Notice, notice_of
from workstation.record.feeditem import FeedItem
from workstation.record.keyline import KeyLine
from workstation.record.receipt import verify_receipt

DEVICE = "00000000-0000-4000-8000-00000000000a"
SEAT = f"{DEVICE}/1"
PICTURE, COPIED, DESK = violation("pictures"), violation("copies"), violation("desk")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with closing_scene(tmp_path) as scene:
        enrolled(scene.store, DEVICE)
        yield scene


def entries_of(*bodies: Body, seat_id: str = SEAT, team: str = "north") -> list[Entry]:
    """Return a seat's chain under the scene's policy."""
    head, chain = Head(seat_id), []
    for body in bodies:
        chain.append(entry_after(head, body, team=team, policy=VERSION))
        head = Head(seat_id, head.seq + 1, chain[-1].chain)
    return chain


def notice(scene: Scene, entry: Entry, seat_id: str = SEAT) -> bool:
    return scene.store.notices.take(DEVICE, notice_of(KEYS.device, seat_id, entry)).is_news


def ship(scene: Scene, entries: Sequence[Entry], seat_id: str = SEAT) -> int:
    """Ship entries and return up to where the receipt covers."""
    receipt = scene.store.ingest.take(DEVICE, shipment(seat_id, entries))
    return verify_receipt(scene.store.identity.receipt_key.public_key(), receipt).seq


def numbers(told: list[Told]) -> list[int]:
    return [item.seq for item in told if isinstance(item, FeedItem)]


def failures(scene: Scene) -> list[dict[str, str | int]]:
    found = find(scene.store.database, Wanted(kind=Kind.CONTROL_FAILED))
    return [dict(item.body.details) for item in found]


def test_a_notice_is_heard_at_once_and_its_entry_not_again(scene: Scene) -> None:
    kim, late = scene.feed(KIM), scene.feed(KIM)
    chain = entries_of(SHOWN, PICTURE, SHOWN, PICTURE)
    assert notice(scene, chain[3])
    (item,) = kim.told()
    assert isinstance(item, FeedItem)
    assert (item.seat_id, item.seq, item.rule, item.agent, item.body) == (SEAT, 4, "pictures", "J. Cruz", PICTURE)
    assert ship(scene, chain) == 4
    assert numbers(kim.told()) == [2]
    assert numbers(late.told()) == [4, 2]
    assert numbers(scene.feed(KIM, None).told()) == []


def test_the_first_that_a_store_ever_hears_of_may_be_a_notice(scene: Scene) -> None:
    beginner = scene.feed(KIM, None)
    chain = entries_of(PICTURE, PICTURE)
    notice(scene, chain[1])
    ship(scene, chain)
    assert numbers(beginner.told()) == [2, 1]


def test_a_notice_is_told_to_whom_the_policy_says(scene: Scene) -> None:
    feeds = [scene.feed(reader) for reader in (KIM, NORTH, SOUTH, OFFICER)]
    chain = entries_of(PICTURE, COPIED, DESK, violation("another"))
    for entry in chain:
        notice(scene, entry)
    ship(scene, chain)
    scene.clock.now += timedelta(minutes=15)
    assert [rules(feed.told()) for feed in feeds] == [
        ["pictures", "another", "copies"],
        ["pictures", "another", "copies"],
        [],
        ["pictures", "another"],
    ]


def test_what_is_counted_is_counted_once_when_it_was_noticed(scene: Scene) -> None:
    kim = scene.feed(KIM)
    chain = entries_of(COPIED, COPIED, COPIED)
    notice(scene, chain[2])
    scene.clock.now += timedelta(minutes=15)
    (first,) = kim.told()
    ship(scene, chain)
    scene.clock.now += timedelta(minutes=15)
    (second,) = kim.told()
    assert [told.count for told in (first, second) if isinstance(told, Digest)] == [1, 2]


def test_a_notice_is_part_of_no_record_and_an_open_one_does_not_trouble_an_auditor(
    scene: Scene, tmp_path: Path
) -> None:
    chain = entries_of(PICTURE, SHOWN, PICTURE)
    ship(scene, chain[:1])
    before = scene.store.ingest.latest_receipt(DEVICE, SEAT)
    notice(scene, chain[2])
    after = scene.store.ingest.latest_receipt(DEVICE, SEAT)
    assert before is not None
    assert after is not None
    key = scene.store.identity.receipt_key.public_key()
    was, now = verify_receipt(key, before), verify_receipt(key, after)
    assert (was.seq, was.chain, was.tree) == (now.seq, now.chain, now.tree)
    assert [item.seq for item in find(scene.store.database, Wanted(seat=SEAT))] == [1]
    for shipped in (1, 3):
        ship(scene, chain[:shipped])
        witnesses = Witnesses(receipt_key=key, device_keys={"": KeyLine(KEYS.device.public_key())})
        with opened_store_record(tmp_path) as record:
            (verdict,) = verify_record(record, witnesses)
            assert (verdict.entries, verdict.receipted, verdict.trouble) == (shipped, shipped, "")
            assert verify_log(record, key) == ""


def test_what_the_store_has_is_no_news(scene: Scene) -> None:
    kim = scene.feed(KIM)
    chain = entries_of(PICTURE, PICTURE)
    ship(scene, chain[:1])
    assert not notice(scene, chain[0])
    assert notice(scene, chain[1])
    assert not notice(scene, chain[1])
    assert numbers(kim.told()) == [1, 2]


def test_a_chain_that_brings_another_entry_than_was_noticed_is_told_and_recorded(scene: Scene) -> None:
    kim = scene.feed(KIM)
    ahead, chain = entries_of(SHOWN, PICTURE), entries_of(SHOWN, DESK, PICTURE)
    notice(scene, ahead[1])
    assert ship(scene, chain) == 3
    told = kim.told()
    assert rules(told) == ["pictures", "pictures", ""]
    assert numbers(told) == [2, 3, 1]
    expected = {"control": "notice", "seat_id": SEAT, "seq": 2}
    assert failures(scene) == [expected]
    ship(scene, chain)
    assert failures(scene) == [expected]
    key = scene.store.identity.receipt_key.public_key()
    with opened_store_record(scene.store.policies.folder.parent) as record:
        assert verify_log(record, key) == ""
        verdicts = verify_record(record, Witnesses(receipt_key=key))
        assert sorted((verdict.entries, verdict.trouble) for verdict in verdicts) == [(1, ""), (3, "")]


@pytest.mark.parametrize("shipped", [False, True])
def test_a_notice_that_contradicts_what_is_known_is_refused_told_and_recorded(scene: Scene, shipped: bool) -> None:
    kim = scene.feed(KIM)
    first, second = entries_of(PICTURE), entries_of(DESK)
    if shipped:
        ship(scene, first)
    else:
        notice(scene, first[0])
    for _ in range(2):
        with pytest.raises(RefusedError, match="different entry") as refused:
            notice(scene, second[0])
        assert refused.value.status == 409
    assert rules(kim.told()) == ["pictures", ""]
    assert failures(scene) == [{"control": "chain", "seat_id": SEAT, "seq": 1}]


def test_what_is_no_notice_is_refused_and_not_told(scene: Scene) -> None:
    kim = scene.feed(KIM)
    good = chain_of(SEAT, COPY)[0]
    other = chain_of(f"{DEVICE}/2", COPY)[0]
    wrong = (
        (notice_of(Ed25519PrivateKey.generate(), SEAT, good), "did not sign entry 1"),
        (msgspec.structs.replace(notice_of(KEYS.device, SEAT, good), signature=bytes(64)), "did not sign entry 1"),
        (notice_of(KEYS.device, SEAT, other), "not of an entry of its seat"),
        (notice_of(KEYS.device, SEAT, chain_of(SEAT, SHOWN)[0]), "a violation or a failure"),
        (Notice(seat_id=SEAT, entry=numbered(0), signature=bytes(64)), "not of an entry of its seat"),
        (Notice(seat_id=SEAT, entry=numbered(-(1 << 63)), signature=bytes(64)), "not of an entry of its seat"),
        (Notice(seat_id=SEAT, entry=numbered((1 << 64) - 1), signature=bytes(64)), "not of an entry of its seat"),
        (
            msgspec.structs.replace(
                notice_of(KEYS.device, SEAT, good), seat_id="00000000-0000-4000-8000-00000000000b/1"
            ),
            "not one of this device",
        ),
    )
    for sent, words in wrong:
        with pytest.raises(RefusedError, match=words):
            scene.store.notices.take(DEVICE, sent)
    changed = msgspec.structs.replace(good, salt=os.urandom(16))
    with pytest.raises(RefusedError, match="does not match its commitment"):
        notice(scene, changed)
    assert rules(kim.told()) == [""]
    assert failures(scene) == [{"control": "chain", "seat_id": SEAT, "seq": 1}]


def numbered(seq: int) -> Entry:
    """Return an entry of a number that no chain has."""
    first = chain_of(SEAT, COPY)[0]
    header = msgspec.msgpack.encode(msgspec.structs.replace(parse_header(first.header), seq=seq))
    return msgspec.structs.replace(first, header=header, chain=link(GENESIS, header))


def test_a_device_has_so_many_open_notices_until_its_chain_comes_to_them(scene: Scene) -> None:
    kim = scene.feed(KIM)
    chain = entries_of(*(PICTURE for _ in range(OPEN_LIMIT + 2)))
    elsewhere = entries_of(PICTURE, seat_id=f"{DEVICE}/2")
    for entry in chain[1:-1]:
        notice(scene, entry)
    for sent, seat_id in ((chain[-1], SEAT), (elsewhere[0], f"{DEVICE}/2")):
        with pytest.raises(RefusedError, match="too many notices") as refused:
            notice(scene, sent, seat_id)
        assert refused.value.status == 429
    assert not notice(scene, chain[1])
    ship(scene, chain[:2])
    assert notice(scene, chain[-1])
    assert len(kim.told()) == OPEN_LIMIT + 2


STEPS = st.lists(
    st.tuples(st.sampled_from(["ship", "notice", "again", "listen", "wait", "restart"]), st.integers(0, 9)), max_size=14
)
BODIES = (PICTURE, SHOWN, COPIED, PICTURE, DESK, violation(""), COPIED, SHOWN, PICTURE, COPIED)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None)
def test_whatever_comes_ahead_and_whoever_is_cut_off_each_violation_is_heard_of_once(
    tmp_path_factory: pytest.TempPathFactory, another_database: Callable[[], None], steps: list[tuple[str, int]]
) -> None:
    another_database()
    folder = tmp_path_factory.mktemp("store")
    with closing_scene(folder) as scene:
        enrolled(scene.store, DEVICE)
        chain, shipped, noticed = entries_of(*BODIES), 0, set[int]()
        torn = scene.feed(KIM)
        heard: list[Told] = []
        for step, number in steps:
            if step == "ship":
                shipped = max(shipped, ship(scene, chain[: number + 1]))
            elif step == "notice" and BODIES[number] is not SHOWN:
                assert notice(scene, chain[number]) == (number >= shipped and number not in noticed)
                noticed.add(number)
            elif step == "again":
                for known in sorted(noticed, reverse=True):
                    assert not notice(scene, chain[known])
            elif step == "listen":
                heard += torn.told(one_by_one=True)
            elif step == "wait":
                scene.clock.now += timedelta(minutes=number)
            elif step == "restart":
                scene.store.database.close()
                scene.store = torn.store = open_store(folder, scene.clock)
        assert ship(scene, chain) == len(chain)
        scene.clock.now += timedelta(minutes=15)
        heard += torn.told(one_by_one=True)
        late = scene.feed(KIM).told()
    for told in (heard, late):
        assert sorted(numbers(told)) == [1, 4, 6, 9]
        assert sum(each.count for each in told if isinstance(each, Digest)) == 3


@pytest.mark.sqlite
def test_a_store_of_an_earlier_version_takes_notices(tmp_path: Path) -> None:
    with closing_scene(tmp_path) as scene:
        enrolled(scene.store, DEVICE)
        chain = entries_of(PICTURE, PICTURE)
        ship(scene, chain[:1])
    with earlier(tmp_path) as db:
        db.execute("DROP TABLE notices")
    scene.store = open_store(tmp_path, scene.clock)
    notice(scene, chain[1])
    assert numbers(scene.feed(KIM).told()) == [1, 2]
    scene.store.database.close()
