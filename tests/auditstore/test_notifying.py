"""Who is told of what, and when: by role and team, at once or as one count, whatever is cut off in between."""

# SPDX-License-Identifier: Apache-2.0

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from tests.auditstore.earlier import earlier
from tests.auditstore.seatrecord import SeatRecord, violation
from tests.auditstore.test_parts import Clock
from tests.distribution.conftest import Publisher
from tests.samples import enrolled, shipment
from workstation.auditstore.reader import Reader
from workstation.auditstore.schema import readers
from workstation.auditstore.store import AuditStore, open_store
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.policy.load import parse_policy
from workstation.policy.wire import version_of
from workstation.record.digest import Digest, Told
from workstation.record.feeditem import FeedItem

TEN = datetime(2026, 11, 22, 10, tzinfo=UTC)
POLICY = b"""
name = "Cards"
format = 1
[[rule]]
kind = "clipboard"
id = "copies"
[[rule]]
kind = "capture"
id = "pictures"
severity = "high"
[[rule]]
kind = "desk"
id = "desk"
severity = "low"
[[rule]]
kind = "notification"
id = "counted"
severity = "medium"
whom = ["supervisors"]
digest_minutes = 15
[[rule]]
kind = "notification"
id = "grave"
severity = "high"
whom = ["compliance"]
"""
VERSION = version_of(parse_policy(POLICY, "policy.toml"))
KIM, NORTH = Reader(name="Kim"), Reader(name="Lee", team="north")
SOUTH, OFFICER = Reader(name="Max", team="south"), Reader(name="Ray", role="compliance")


class Feed:
    """What one reader is told from a position on; cut off and resumed between any two items where asked to be."""

    def __init__(self, store: AuditStore, reader: Reader, last: int | None = 0) -> None:
        self.store = store
        self.reader = reader
        self.position = store.notifying.begin(last)

    def told(self, *, one_by_one: bool = False) -> list[Told]:
        """Return what is told now, until nothing more is."""
        all_told: list[Told] = []
        while items := self.store.notifying.after(self.reader, self.position):
            for self.position, data in items[:1] if one_by_one else items:
                if data:
                    told = msgspec.json.decode(data, type=FeedItem | tuple[Digest, ...])
                    all_told += (told,) if isinstance(told, FeedItem) else told
        return all_told


class Scene:
    """A store with a published policy, four readers and a seat in each of two teams."""

    def __init__(self, folder: Path, policy: bytes = POLICY) -> None:
        self.clock = Clock()
        self.clock.now = TEN
        self.store = open_store(folder, self.clock)
        self.publisher = Publisher(folder / "policies")
        self.publisher.publish(policy, people=2)
        for reader in (KIM, NORTH, SOUTH, OFFICER):
            self.store.directory.add_reader(reader.name, reader.role, reader.team)
        self.north, self.south = self.seat("north"), self.seat("south")

    def seat(self, team: str, policy: str = VERSION, number: int = 1) -> SeatRecord:
        device = f"00000000-0000-4000-8000-00000000000{number}-{team}"
        seat_id = f"{device}/1"
        enrolled(self.store, device)
        return SeatRecord(
            seat_id, team, policy, lambda entries: self.store.ingest.take(device, shipment(seat_id, entries))
        )

    def feed(self, reader: Reader, last: int | None = 0) -> Feed:
        return Feed(self.store, reader, last)


@contextmanager
def closing_scene(folder: Path, policy: bytes = POLICY) -> Iterator[Scene]:
    scene = Scene(folder, policy)
    try:
        yield scene
    finally:
        scene.store.database.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with closing_scene(tmp_path) as scene:
        yield scene


def rules(told: list[Told]) -> list[str]:
    return [each.rule for each in told]


def test_each_reader_hears_of_what_role_and_team_are_told(scene: Scene) -> None:
    feeds = [scene.feed(reader) for reader in (KIM, NORTH, SOUTH, OFFICER)]
    scene.north.write(violation("pictures"))
    scene.south.write(violation("pictures"))
    scene.south.write(violation("copies"))
    scene.south.write(violation("desk"))
    scene.clock.now += timedelta(minutes=15)
    assert [rules(feed.told()) for feed in feeds] == [
        ["pictures", "pictures", "copies"],
        ["pictures"],
        ["pictures", "copies"],
        ["pictures", "pictures"],
    ]


def test_what_is_counted_is_told_once_a_team_when_its_time_is_over(scene: Scene) -> None:
    kim = scene.feed(KIM)
    for minute, agent in ((1, "Ana"), (3, "Ben"), (14, "Ana")):
        scene.clock.now = TEN + timedelta(minutes=minute)
        scene.north.write(violation("copies"), agent, scene.clock.now)
    scene.south.write(violation("copies"), "Cay", scene.clock.now)
    assert kim.told() == []
    scene.clock.now = TEN + timedelta(minutes=15)
    assert kim.told() == [
        Digest(
            store_seq=3,
            rule="copies",
            team="north",
            count=3,
            agents=2,
            first=TEN + timedelta(minutes=1),
            last=TEN + timedelta(minutes=14),
        ),
        Digest(
            store_seq=4,
            rule="copies",
            team="south",
            count=1,
            agents=1,
            first=TEN + timedelta(minutes=14),
            last=TEN + timedelta(minutes=14),
        ),
    ]
    scene.clock.now += timedelta(hours=2)
    assert kim.told() == []


@pytest.mark.parametrize(
    "body",
    [
        Body(kind=Kind.CONTROL_FAILED, severity=Severity.FAILURE, outcome=Outcome.FAILED, rule="copies"),
        violation("copies", Outcome.FAILED),
        violation("copies", kind=Kind.FLOOD),
        violation("", kind=Kind.SEAT_LOST),
        violation("another"),
    ],
)
def test_what_no_policy_may_hide_is_told_to_everybody_at_once(scene: Scene, body: Body) -> None:
    feeds = [scene.feed(reader) for reader in (KIM, NORTH, OFFICER)]
    scene.north.write(body)
    assert [rules(feed.told()) for feed in feeds] == [[body.rule]] * 3


def test_a_policy_that_is_not_published_here_hides_nothing(scene: Scene) -> None:
    officer = scene.feed(OFFICER)
    scene.seat("north", "0123456789ab", 2).write(violation("desk"))
    assert rules(officer.told()) == ["desk"]


def test_a_policy_that_was_published_before_still_counts_for_its_own_entries(scene: Scene) -> None:
    kim = scene.feed(KIM)
    assert kim.told() == []
    newer = POLICY.replace(b'severity = "medium"\n', b"")
    scene.publisher.publish(newer, people=2)
    scene.north.write(violation("desk"))
    scene.seat("north", version_of(parse_policy(newer, "x")), 2).write(violation("desk"))
    scene.clock.now += timedelta(minutes=15)
    (digest,) = kim.told()
    assert isinstance(digest, Digest)
    assert (digest.rule, digest.count) == ("desk", 1)


def test_what_a_policy_here_cannot_be_read_of_is_told_to_everybody(scene: Scene) -> None:
    (scene.store.policies.folder / "targets" / "broken.policy.toml").write_bytes(b"name = ")
    kim = scene.feed(KIM)
    scene.north.write(violation("pictures"))
    assert rules(kim.told()) == ["pictures"]


def test_what_no_reader_would_hear_everybody_does(scene: Scene) -> None:
    with scene.store.database.writes.begin() as db:
        db.execute(delete(readers).where(readers.c.name.in_(("Kim", "Lee"))))
    south, officer = scene.feed(SOUTH), scene.feed(OFFICER)
    scene.north.write(violation("copies"))
    scene.clock.now += timedelta(minutes=15)
    assert (rules(south.told()), rules(officer.told())) == (["copies"], ["copies"])


def test_a_reader_who_comes_later_hears_of_the_window_that_is_open(scene: Scene) -> None:
    scene.north.write(violation("copies"))
    scene.north.write(violation("pictures"))
    scene.clock.now += timedelta(minutes=5)
    kim = scene.feed(KIM, None)
    assert kim.told() == []
    scene.clock.now += timedelta(minutes=10)
    assert rules(kim.told()) == ["copies"]


def test_the_number_of_an_entry_is_a_place_to_go_on_from(scene: Scene) -> None:
    scene.north.write(violation("copies"))
    scene.north.write(violation("pictures"))
    scene.north.write(violation("pictures"))
    scene.clock.now += timedelta(minutes=15)
    scene.north.write(violation("pictures"))
    assert rules(scene.feed(KIM, 2).told()) == ["pictures", "pictures", "copies"]
    assert rules(scene.feed(KIM, 4).told()) == []


def test_where_nothing_is_counted_positions_are_the_numbers_of_entries(tmp_path: Path) -> None:
    with closing_scene(tmp_path, POLICY[: POLICY.index(b'[[rule]]\nkind = "notification"')]) as scene:
        kim, officer = scene.feed(KIM, None), scene.feed(OFFICER, None)
        assert kim.position == 0
        scene.north.write(violation("desk"))
        scene.north.write(violation("copies"))
        assert rules(kim.told()) == rules(officer.told()) == ["desk", "copies"]
        assert kim.position == officer.position == 2


def test_what_comes_in_after_its_window_was_told_is_told_alone(scene: Scene) -> None:
    kim = scene.feed(KIM)
    scene.north.write(violation("copies"))
    scene.clock.now += timedelta(minutes=15)
    assert [type(told) for told in kim.told()] == [Digest]
    scene.clock.now -= timedelta(minutes=1)
    scene.north.write(violation("copies"))
    assert [type(told) for told in kim.told()] == [FeedItem]
    scene.clock.now += timedelta(minutes=1)
    assert kim.told() == []


def test_long_silence_and_more_entries_than_one_answer_holds_are_told_whole(scene: Scene) -> None:
    kim, officer = scene.feed(KIM), scene.feed(OFFICER)
    for _ in range(230):
        scene.north.write(violation("copies"))
    scene.north.write(violation("pictures"))
    scene.clock.now += timedelta(days=40)
    scene.north.write(violation("copies"))
    scene.clock.now += timedelta(days=40)
    counts = [told.count for told in kim.told() if isinstance(told, Digest)]
    assert counts == [230, 1]
    assert rules(officer.told()) == ["pictures"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["copies", "pictures", "desk", ""]),
        st.sampled_from(["north", "south"]),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(max_examples=30, deadline=None)
def test_whoever_is_cut_off_anywhere_is_told_the_same_as_who_is_not(
    tmp_path_factory: pytest.TempPathFactory,
    another_database: Callable[[], None],
    steps: list[tuple[str, str, int, bool]],
) -> None:
    another_database()
    folder = tmp_path_factory.mktemp("store")
    scene = Scene(folder)
    calm, torn, late = (scene.feed(KIM) for _ in range(3))
    heard: list[list[Told]] = [[], [], []]
    counted = 0
    for rule, team, minutes, listens in steps:
        (scene.north if team == "north" else scene.south).write(violation(rule))
        counted += rule in {"copies", "pictures"} or not rule
        scene.clock.now += timedelta(minutes=minutes)
        if listens:
            heard[0] += calm.told()
            heard[1] += torn.told(one_by_one=True)
            scene.store.database.close()
            torn.store = open_store(folder, scene.clock)
    scene.clock.now += timedelta(minutes=15)
    heard[0] += calm.told()
    heard[1] += torn.told(one_by_one=True)
    heard[2] += late.told()
    for each in heard:
        assert sum(told.count if isinstance(told, Digest) else 1 for told in each) == counted
    assert heard[0] == heard[1]
    assert sorted(map(repr, heard[2])) == sorted(map(repr, heard[0]))
    scene.store.database.close()
    torn.store.database.close()


@pytest.mark.sqlite
def test_a_database_of_an_earlier_version_keeps_its_readers(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    token = store.directory.add_reader("Kim")
    store.database.close()
    with earlier(tmp_path) as db:
        for column in ("role", "team"):
            db.execute(f"ALTER TABLE readers DROP COLUMN {column}")
        db.execute("DROP INDEX entries_by_arrival")
    store = open_store(tmp_path)
    assert store.directory.reader_of(f"Bearer {token}") == KIM
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        assert "entries_by_arrival" in {name for _, name, *_ in db.execute("PRAGMA index_list(entries)")}
    store.database.close()
