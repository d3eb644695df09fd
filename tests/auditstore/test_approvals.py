"""What a supervisor approves reaches one device alone, signed as it was, and stands in the store's own record."""

# SPDX-License-Identifier: Apache-2.0

import queue
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.approvals import KIM, signed
from tests.auditstore.earlier import earlier
from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.auditstore.test_directives import PATIENCE, Listening
from tests.fakes.vault import FakeVault
from tests.samples import chain_of
from workstation.auditstore.approvalcommands import key_command
from workstation.auditstore.approverkey import made_key, policy_line, read_key
from workstation.auditstore.approving import approve, revoke, workplace
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.store import open_store
from workstation.auditstore.supervision import StorePlace
from workstation.errors import CredentialError, StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.policy.rules import Group
from workstation.record.approval import SignedApproval, verify_approval
from workstation.record.directive import ActApproved, ActRevoked
from workstation.record.feeditem import FeedItem

pytestmark = pytest.mark.usefixtures("deadline")
STRANGER = "00000000-0000-4000-8000-000000000009/1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreProcess]:
    with running_store(tmp_path / "store") as running:
        yield running


def enrolled(store: StoreProcess, team: str = "cards") -> Enrolment:
    return enrol(store.parts.directory.invite(team, trial=True), store.url, FakeVault())


def place(store: StoreProcess, name: str = "Kim", role: Group = "supervisors", team: str = "") -> StorePlace:
    token = store.parts.directory.add_reader(name, role, team)
    return StorePlace(url=store.url, authority=store.authority, token=token)


def present(kind: Kind) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE)


def signed_in(enrolment: Enrolment, *kinds: Kind) -> str:
    """Have the agent J. Cruz sign in at a device, or do what `kinds` say; return the seat."""
    seat_id = enrolment.seat_id(1)
    with closing(HttpsStore(enrolment)) as client:
        client.ship(seat_id, chain_of(seat_id, *map(present, kinds or (Kind.SIGNED_IN,))))
    return seat_id


def own_record(store: StoreProcess) -> list[FeedItem]:
    return list(find(store.parts.database, Wanted(seat=store.parts.identity.seat_id)))


def test_what_was_approved_reaches_its_device_alone_as_it_was_signed(store: StoreProcess) -> None:
    mine, other = enrolled(store), enrolled(store)
    seat_id = signed_in(mine)
    with closing(Listening(mine)) as device, closing(Listening(other)) as stranger:
        kim = place(store)
        found = workplace(kim, "J. Cruz")
        assert (found.seat_id, found.approver) == (seat_id, "Kim")
        by_kim = signed(seat_id=seat_id, agent="J. Cruz")
        approve(kim, by_kim)
        assert device.heard.get(timeout=PATIENCE) == ActApproved(approval=by_kim)
        assert verify_approval(KIM.public_key(), by_kim).reason == "The softphone hangs."
        revoke(kim, seat_id)
        assert device.heard.get(timeout=PATIENCE) == ActRevoked(seat_id=seat_id)
        revoke(kim, other.seat_id(1))
        assert stranger.heard.get(timeout=PATIENCE) == ActRevoked(seat_id=other.seat_id(1))
        with pytest.raises(queue.Empty):
            device.heard.get_nowait()


def test_it_stands_in_the_stores_own_record_without_the_reason(store: StoreProcess) -> None:
    enrolment = enrolled(store)
    seat_id = signed_in(enrolment)
    kim = place(store)
    approve(kim, signed(seat_id=seat_id, agent="J. Cruz"))
    revoke(kim, seat_id)
    approved, revoked = own_record(store)
    assert (approved.kind, approved.severity) == (Kind.SUPPORT_APPROVED, Severity.CUSTODY)
    assert (approved.agent, approved.team, approved.body.application) == ("J. Cruz", "cards", "x11vnc")
    details = approved.body.details
    assert (details["approver"], details["seat_id"], details["seconds"]) == ("Kim", seat_id, 600)
    assert "softphone" not in str(approved)
    assert (revoked.kind, revoked.body.details) == (Kind.SUPPORT_REVOKED, {"approver": "Kim", "seat_id": seat_id})


def test_a_device_that_was_away_hears_what_is_its_own_and_nothing_of_others(store: StoreProcess) -> None:
    mine, other = enrolled(store), enrolled(store)
    kim = place(store)
    for enrolment in (other, mine, other):
        revoke(kim, enrolment.seat_id(1))
    directives = store.parts.directives
    assert [number for number, _ in directives.after(mine.device, 0)] == [2]
    assert [number for number, _ in directives.after(other.device, 0)] == [1, 3]
    assert directives.after("", 0) == ()


@pytest.mark.parametrize(
    ("name", "role", "team", "why"),
    [
        ("Kim", "compliance", "", "only supervisors approve and revoke"),
        ("Kim", "supervisors", "loans", "not of this supervisor's team"),
        ("Lee", "supervisors", "", "signed in the name of who gives it"),
    ],
)
def test_who_may_not_approve_is_refused_and_nothing_is_passed_on(
    store: StoreProcess, name: str, role: Group, team: str, why: str
) -> None:
    enrolment = enrolled(store)
    seat_id = signed_in(enrolment)
    with pytest.raises(StoreError, match=why):
        approve(place(store, name, role, team), signed(seat_id=seat_id))
    if name == "Kim":
        with pytest.raises(StoreError, match=why):
            revoke(place(store, name, role, team), seat_id)
        with pytest.raises(StoreError, match=why):
            workplace(place(store, name, role, team), "J. Cruz")
    assert store.parts.directives.after(enrolment.device, 0) == ()
    assert own_record(store) == []


def test_what_makes_no_sense_is_refused(store: StoreProcess) -> None:
    seat_id, kim, now = enrolled(store).seat_id(1), place(store), datetime.now(UTC)
    over = signed(seat_id=seat_id, issued=now - timedelta(minutes=9), expires=now)
    for approval, why in (
        (signed(seat_id=STRANGER), "there is no such seat"),
        (over, "the time of this approval is over"),
        (SignedApproval(body=b"\x90", signature=bytes(64)), "the approval is not valid"),
    ):
        with pytest.raises(StoreError, match=why):
            approve(kim, approval)
    with pytest.raises(StoreError, match="supervisor or an auditor"):
        approve(StorePlace(url=store.url, authority=store.authority, token="none"), signed())
    with pytest.raises(StoreError, match="cannot be reached"):
        revoke(StorePlace(url="https://127.0.0.1:1", authority=store.authority, token="none"), seat_id)


def test_an_agent_is_where_they_signed_in_last_and_nowhere_that_they_signed_out_of(store: StoreProcess) -> None:
    kim = place(store)
    first, second = enrolled(store), enrolled(store)
    with pytest.raises(StoreError, match="not signed in, as far as this store knows"):
        workplace(kim, "J. Cruz")
    signed_in(first)
    signed_in(second, Kind.SIGNED_IN, Kind.LOCKED, Kind.UNLOCKED, Kind.LOCKED)
    assert workplace(kim, "J. Cruz").seat_id == second.seat_id(1)
    with pytest.raises(StoreError, match="not signed in"):
        workplace(kim, "J. Cru%")
    third = enrolled(store)
    signed_in(third, Kind.SIGNED_IN, Kind.SIGNED_OUT)
    found = workplace(kim, "J. Cruz")
    assert (found.seat_id, found.others) == (second.seat_id(1), (first.seat_id(1),))


def test_a_supervisor_is_told_of_the_seats_of_their_own_team(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        own = signed_in(enrolled(store, "loans"))
        signed_in(enrolled(store, "cards"))
        found = workplace(place(store, "Lee", team="loans"), "J. Cruz")
        assert (found.seat_id, found.others) == (own, ())


def test_an_agent_who_signed_out_is_nowhere(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        signed_in(enrolled(store), Kind.SIGNED_IN, Kind.SIGNED_OUT)
        with pytest.raises(StoreError, match="not signed in"):
            workplace(place(store), "J. Cruz")


def test_a_sign_in_of_the_day_before_counts_no_more(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        signed_in(enrolled(store))
        with store.parts.database.writes.begin() as db:
            db.execute(text("UPDATE entries SET received_us = received_us - 86400000000"))
        with pytest.raises(StoreError, match="not signed in"):
            workplace(place(store), "J. Cruz")


@pytest.mark.sqlite
def test_a_store_of_an_earlier_version_passes_its_directives_on_to_all(tmp_path: Path) -> None:
    open_store(tmp_path).database.close()
    with earlier(tmp_path) as db:
        db.execute("ALTER TABLE directives DROP COLUMN device")
        db.execute("INSERT INTO directives (kind, body, made_us) VALUES ('policy_changed', x'7b7d', 1)")
    with running_store(tmp_path) as store:
        assert store.parts.directives.after("any", 0) == ((1, b"{}"),)


def deskwarden(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DESKWARDEN, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_from_the_command_line(store: StoreProcess, tmp_path: Path) -> None:
    enrolment = enrolled(store)
    seat_id = signed_in(enrolment)
    key = tmp_path / "kim.pem"
    line = deskwarden("supervise", "key", "--key", str(key)).stdout.strip()
    assert line == policy_line(read_key(key))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert deskwarden("supervise", "key", "--key", str(key)).stdout.strip() == line
    where = ("--dir", str(store.folder), "--token", store.parts.directory.add_reader("Kim"), "--agent", "J. Cruz")
    what = ("--support", "it-help", "--program", "/usr/bin/x11vnc", "--minutes", "30", "--key", str(key))
    with closing(Listening(enrolment)) as device:
        done = deskwarden("supervise", "approve", *where, *what, "--reason", "The softphone hangs.")
        assert done.stdout.startswith(f"Passed on to seat {seat_id}, until "), done.stderr
        heard = device.heard.get(timeout=PATIENCE)
        assert isinstance(heard, ActApproved)
        approval = verify_approval(read_key(key).public_key(), heard.approval)
        assert (approval.agent, approval.reason, approval.approver) == ("J. Cruz", "The softphone hangs.", "Kim")
        assert approval.expires - approval.issued == timedelta(minutes=30)
        assert "is over" in deskwarden("supervise", "revoke", *where).stdout
        assert device.heard.get(timeout=PATIENCE) == ActRevoked(seat_id=seat_id)
    for wrong in ("", "x" * 201):
        assert deskwarden("supervise", "approve", *where, *what, "--reason", wrong).returncode == 2


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_without_a_key_is_neither_read_nor_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kim.pem"
    path.write_bytes(content)
    with pytest.raises(CredentialError, match="holds no key"):
        key_command(path)
    assert path.read_bytes() == content
    with pytest.raises(CredentialError, match="cannot be read"):
        read_key(tmp_path / "none")
    with pytest.raises(CredentialError, match="cannot be written"):
        made_key(tmp_path / "no" / "folder")
