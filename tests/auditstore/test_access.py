"""Access: what IT ends and gives back at the store, whom it reaches, and what the record keeps of it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.auditstore.earlier import earlier
from tests.auditstore.test_parts import KEY, enrolled
from tests.auditstore.test_tries import Desk
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.reader import Reader
from workstation.auditstore.refusal import RefusedError
from workstation.auditstore.store import AuditStore
from workstation.errors import CredentialError, StoreError
from workstation.facts.kinds import Kind
from workstation.record.directive import (
    AgentLocked,
    AgentRevoked,
    DeviceLifted,
    DeviceRevoked,
    DeviceSuspended,
    Directive,
    ReauthDemanded,
)
from workstation.record.exchange import LockWanted
from workstation.record.succession import Succession, sign_succession

DAY = timedelta(days=1)
ADDED_SINCE = (("agents", "active_us"), ("agents", "revoked_us"), ("devices", "closed"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def told(parts: AuditStore, device: str, after: int = 0) -> list[Directive]:
    return [msgspec.json.decode(body, type=Directive) for _, body in parts.directives.after(device, after)]


def recorded(parts: AuditStore) -> list[tuple[Kind, str, object, object]]:
    items = find(parts.database, Wanted(limit=1000))
    return [
        (item.kind, item.agent, item.body.details.get("by"), item.body.details.get("device"))
        for item in items
        if item.kind.startswith("access.")
    ]


def test_of_an_agent_whose_access_ended_no_code_counts_until_it_is_restored(desk: Desk) -> None:
    assert desk.right() == "ok"
    desk.parts.access.revoke_agent("Ana", "kim")
    for _ in range(2):
        desk.now += timedelta(minutes=1)
        assert desk.right() == "access_ended"
    desk.parts.access.restore_agent("Ana", "kim")
    assert desk.right() == "ok"
    assert recorded(desk.parts) == [
        (Kind.AGENT_REVOKED, "Ana", "kim", None),
        (Kind.AGENT_RESTORED, "Ana", "kim", None),
    ]


def test_who_guesses_does_not_learn_whose_access_ended(desk: Desk) -> None:
    desk.parts.access.revoke_agent("Ana", "kim")
    assert desk.wrong() == desk.wrong("Nobody") == "wrong_code"


def test_every_device_hears_of_an_agents_end_and_none_of_one_that_was_taken_back(desk: Desk) -> None:
    first, second = enrolled(desk.parts).device, enrolled(desk.parts).device
    desk.parts.access.revoke_agent("Ana", "kim")
    assert told(desk.parts, first) == told(desk.parts, second) == [AgentRevoked(agent="Ana")]
    desk.parts.access.restore_agent("Ana", "kim")
    assert told(desk.parts, first) == []
    desk.parts.access.lock_agent("Ana", "kim")
    desk.parts.access.lock_agent("Ana", "kim")
    assert told(desk.parts, first) == [AgentLocked(agent="Ana")]


@pytest.mark.parametrize("anew", [False, True])
def test_a_supervisor_closes_the_seats_of_their_own_teams_agents_in_their_name(desk: Desk, *, anew: bool) -> None:
    device = enrolled(desk.parts).device
    kim = Reader(name="Kim", team="cards")
    desk.parts.access.close_seat(kim, LockWanted(agent="Ana", anew=anew))
    desk.parts.access.close_seat(Reader(name="Lee"), LockWanted(agent="Ana", anew=anew))
    asked = ReauthDemanded(agent="Ana") if anew else AgentLocked(agent="Ana")
    assert told(desk.parts, device) == [asked]
    kind = Kind.REAUTH_DEMANDED if anew else Kind.LOCK_ORDERED
    assert recorded(desk.parts) == [(kind, "Ana", "Kim", None), (kind, "Ana", "Lee", None)]


@pytest.mark.parametrize(
    ("reader", "agent", "status"),
    [
        (Reader(name="Kim", team="billing"), "Ana", 404),
        (Reader(name="Kim"), "Nobody", 404),
        (Reader(name="Kim", role="compliance"), "Ana", 403),
    ],
)
def test_nobody_else_closes_a_seat(desk: Desk, reader: Reader, agent: str, status: int) -> None:
    device = enrolled(desk.parts).device
    with pytest.raises(RefusedError) as refused:
        desk.parts.access.close_seat(reader, LockWanted(agent=agent))
    assert refused.value.status == status
    assert told(desk.parts, device) == []
    assert recorded(desk.parts) == []


def test_who_did_not_sign_in_for_ninety_days_has_to_be_restored(desk: Desk) -> None:
    assert desk.right() == "ok"
    desk.now += 90 * DAY
    assert desk.right() == "ok"
    desk.now += 90 * DAY + timedelta(seconds=1)
    for _ in range(2):
        desk.now += timedelta(minutes=1)
        assert desk.right() == "access_ended"
    desk.parts.access.restore_agent("Ana", "kim")
    assert desk.right() == "ok"


def test_who_was_added_and_never_signed_in_is_inactive_by_then_too(desk: Desk) -> None:
    desk.now += 91 * DAY
    assert desk.right() == "access_ended"


@pytest.mark.parametrize(("away", "said"), [(80 * DAY, "ok"), (2000 * DAY, "access_ended")])
@pytest.mark.sqlite
def test_who_was_added_at_a_store_of_before_has_their_time_from_its_upgrade_on(
    desk: Desk, away: timedelta, said: str
) -> None:
    desk.parts.database.close()
    with earlier(desk.folder) as db:
        for table, column in ADDED_SINCE:
            db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    desk.restart()
    desk.now += away
    assert desk.right() == said


def test_a_device_is_suspended_restored_and_revoked_for_good(desk: Desk) -> None:
    device, other = enrolled(desk.parts).device, enrolled(desk.parts).device
    access = desk.parts.access
    access.suspend_device(device, "kim")
    assert access.is_suspended(device)
    access.restore_device(device, "kim")
    assert not access.is_suspended(device)
    assert told(desk.parts, device) == [DeviceSuspended(), DeviceLifted()]
    access.revoke_device(device, "kim")
    for again in (access.suspend_device, access.restore_device, access.revoke_device):
        with pytest.raises(StoreError, match="is revoked"):
            again(device, "kim")
    assert told(desk.parts, other) == []
    assert {each.device: each.closed for each in access.devices()} == {device: "revoked", other: ""}
    kinds = (Kind.DEVICE_SUSPENDED, Kind.DEVICE_RESTORED, Kind.DEVICE_REVOKED)
    assert recorded(desk.parts) == [(kind, "", "kim", device) for kind in kinds]


def test_a_revoked_device_is_told_of_that_and_of_nothing_else(desk: Desk) -> None:
    device = enrolled(desk.parts).device
    desk.parts.access.lock_agent("Ana", "kim")
    desk.parts.access.revoke_device(device, "kim")
    desk.parts.access.revoke_agent("Ana", "kim")
    assert told(desk.parts, device) == [DeviceRevoked()]


def test_a_revoked_device_gets_no_other_key(desk: Desk) -> None:
    device, key = enrolled(desk.parts).device, Ed25519PrivateKey.generate()
    desk.parts.access.revoke_device(device, "kim")
    said = Succession(device=device, number=1, key=key.public_key().public_bytes_raw(), ends=(), at=desk.now)
    with pytest.raises(RefusedError, match="this device is revoked"):
        desk.parts.key_lines.take(sign_succession(KEY, key, said))


def test_whom_the_store_does_not_know_is_a_clear_line(desk: Desk) -> None:
    access = desk.parts.access
    for agents in (access.revoke_agent, access.restore_agent, access.lock_agent):
        with pytest.raises(StoreError, match="no agent has this name"):
            agents("Nobody", "kim")
    for devices in (access.suspend_device, access.restore_device, access.revoke_device):
        with pytest.raises(StoreError, match="no device of this name"):
            devices("00000000-0000-4000-8000-000000000001", "kim")
    assert recorded(desk.parts) == []


def test_what_was_given_to_an_agent_is_on_the_record_and_nothing_is_that_was_refused(desk: Desk) -> None:
    parts, password = desk.parts, "blue kite over manila"
    parts.passwords.change("Ana", password, parts.credential_changes.written(Kind.PASSWORD_SET, "Ana", "kim"))
    with pytest.raises(CredentialError):
        parts.passwords.change("Ana", password, parts.credential_changes.written(Kind.PASSWORD_SET, "Ana", "kim"))
    codes = parts.recoveries.renew("Ana", parts.credential_changes.written(Kind.RECOVERY_RENEWED, "Ana", "kim"))
    parts.agents.confirm("Ana", parts.access.written(Kind.IDENTITY_CONFIRMED, "Ana", "kim"))
    given = (Kind.PASSWORD_SET, Kind.RECOVERY_RENEWED, Kind.IDENTITY_CONFIRMED)
    assert recorded(parts) == [(kind, "Ana", "kim", None) for kind in given]
    assert not any(secret in str(find(parts.database, Wanted(limit=1000))) for secret in (password, *codes))
