"""Where an agent is signed in: what the record says, who is told, and how they end it elsewhere."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.auditstore.seatrecord import SeatRecord
from tests.auditstore.storeprocess import DESKWARDEN
from tests.auditstore.test_credentialchanges import NOON, PASSWORD, Desk
from tests.samples import enrolled, shipment
from workstation.auditstore.sessions import CLOSED, ENDED, OPENED, SeatSession
from workstation.auditstore.store import open_store
from workstation.credentials.throttle import FREE_TRIES
from workstation.errors import StoreError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.record.directive import CredentialsChanged
from workstation.record.entry import Entry
from workstation.record.exchange import EndElsewhereWanted

FIRST, SECOND, THIRD = (f"{number}0000000-0000-4000-8000-000000000001/1" for number in "123")
HOUR = timedelta(hours=1)


class Hall(Desk):
    """A store that knows three workstations, and whose seats send what is written there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.records = {seat_id: self._record(seat_id) for seat_id in (FIRST, SECOND, THIRD)}

    def _record(self, seat_id: str) -> SeatRecord:
        device = seat_id.partition("/")[0]
        enrolled(self.parts, device)

        def ship(entries: tuple[Entry, ...]) -> None:
            self.parts.ingest.take(device, shipment(seat_id, entries))

        return SeatRecord(seat_id, "cards", "", ship)

    def happens(self, seat_id: str, *kinds: Kind, agent: str = "Ana", at: datetime = NOON) -> None:
        for kind in kinds:
            body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE)
            self.records[seat_id].write(body, agent, at)

    def of(self, name: str = "Ana") -> dict[str, bool]:
        """Return the seats at which an agent is signed in, and which of them are open."""
        return {each.seat_id: each.is_open for each in self.parts.sessions.of(name)}

    def ends(self, code: str | None = None, password: str | None = None, name: str = "Ana") -> str:
        code = self.code(name) if code is None else code
        wanted = EndElsewhereWanted(seat_id=FIRST, agent=name, code=code, password=password)
        return self.parts.session_ends.end(wanted).reason


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.parts.database.close()


def test_it_tells_where_an_agent_is_since_when_and_whether_it_is_open(hall: Hall) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN)
    hall.happens(SECOND, Kind.SIGNED_IN, Kind.LOCKED, Kind.UNLOCKED, at=NOON + HOUR)
    hall.happens(THIRD, Kind.SIGNED_IN, at=NOON - HOUR)
    hall.happens(THIRD, Kind.WARNED, Kind.LOCKED, Kind.COVERED)
    assert hall.parts.sessions.of("Ana") == (
        SeatSession(seat_id=SECOND, since=NOON + HOUR, is_open=True, heard=NOON + HOUR),
        SeatSession(seat_id=FIRST, since=NOON, is_open=True, heard=NOON),
        SeatSession(seat_id=THIRD, since=NOON - HOUR, is_open=False, heard=NOON),
    )
    assert hall.parts.sessions.of("Ben") == ()


@pytest.mark.parametrize("over", [Kind.SIGNED_OUT, Kind.SUSPENDED, Kind.REVOKED])
def test_a_session_that_is_over_is_none_and_the_next_one_begins_anew(hall: Hall, over: Kind) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN, over)
    assert hall.of() == {}
    hall.happens(FIRST, Kind.SIGNED_IN, agent="Ben")
    assert (hall.of(), hall.of("Ben")) == ({}, {FIRST: True})
    hall.happens(FIRST, Kind.SIGNED_OUT, agent="Ben")
    hall.happens(FIRST, Kind.SIGNED_IN, at=NOON + HOUR)
    (session,) = hall.parts.sessions.of("Ana")
    assert session.since == NOON + HOUR


@pytest.mark.parametrize("closed", [Kind.LOCKED, Kind.REAUTH_DUE, Kind.KEEPER_STARTED])
def test_what_closed_since_is_locked_also_where_a_crash_left_no_other_word(hall: Hall, closed: Kind) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN, closed)
    assert hall.of() == {FIRST: False}
    hall.happens(FIRST, Kind.UNLOCKED)
    assert hall.of() == {FIRST: True}


def test_a_seat_of_nobody_is_nobodys(hall: Hall) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN, Kind.SIGNED_OUT)
    hall.happens(FIRST, Kind.KEEPER_STARTED, agent="")
    assert hall.of() == {}


def test_a_seat_unheard_of_for_a_month_and_one_that_is_revoked_are_left_out(hall: Hall) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN)
    hall.happens(SECOND, Kind.SIGNED_IN)
    hall.parts.access.revoke_device(SECOND.partition("/")[0], "kim")
    assert hall.of() == {FIRST: True}
    hall.now += timedelta(days=31)
    assert hall.of() == {}


def test_an_agent_is_told_their_own_by_the_beginning_of_a_workstations_name_and_this_seat_first(hall: Hall) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN)
    hall.happens(SECOND, Kind.SIGNED_IN, Kind.LOCKED, at=NOON + HOUR)
    hall.happens(THIRD, Kind.SIGNED_IN, agent="Ben")
    told = hall.parts.sessions.told("Ana", FIRST).sessions
    assert [(each.workstation, each.is_open, each.is_here) for each in told] == [
        ("10000000", True, True),
        ("20000000", False, False),
    ]
    assert FIRST not in str(msgspec.json.encode(told))


@pytest.mark.parametrize("name", ["Ana", "nobody"])
def test_a_seat_at_which_the_record_has_somebody_else_is_told_nothing(hall: Hall, name: str) -> None:
    hall.happens(FIRST, Kind.SIGNED_IN)
    hall.happens(THIRD, Kind.SIGNED_IN, agent="Ben")
    assert hall.parts.sessions.told(name, THIRD).sessions == ()
    assert hall.parts.sessions.told(name, SECOND).sessions == ()


def test_who_is_unknown_is_a_clear_line(hall: Hall) -> None:
    with pytest.raises(StoreError, match="no agent has this name"):
        hall.parts.sessions.of("Nobody")


PRESENCE = sorted(OPENED | CLOSED | ENDED)


@settings(max_examples=10)
@given(told=st.lists(st.tuples(st.sampled_from([FIRST, SECOND]), st.sampled_from(PRESENCE)), max_size=12))
def test_what_a_seat_said_last_decides_whatever_came_before(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, Kind]]
) -> None:
    hall = Hall(tmp_path_factory.mktemp("hall"))
    last: dict[str, Kind] = {}
    for seat_id, kind in told:
        hall.happens(seat_id, kind)
        last[seat_id] = kind
    assert hall.of() == {seat_id: kind in OPENED for seat_id, kind in last.items() if kind not in ENDED}
    hall.parts.database.close()


def test_a_right_code_signs_out_everywhere_else_and_it_is_on_the_record(hall: Hall) -> None:
    assert hall.ends() == "ok"
    (changed,) = hall.directives()
    assert isinstance(changed, CredentialsChanged)
    assert (changed.agent, changed.what, changed.ends, changed.but) == ("Ana", "sessions_ended", True, FIRST)
    assert hall.recorded() == [(Kind.SESSIONS_ENDED, "Ana", {"by": "Ana", "seat_id": FIRST})]
    assert hall.untold() == ["sessions_ended"]
    assert hall.opens(PASSWORD) == "ok"  # nothing by which they sign in has changed


def test_a_password_that_is_asked_for_has_to_be_right_too(hall: Hall) -> None:
    assert hall.ends(password="wrong") == "wrong_code"
    assert hall.ends(password=PASSWORD) == "ok"


def test_a_wrong_or_used_code_and_a_name_that_nobody_has_end_nothing_and_wait_as_at_a_sign_in(hall: Hall) -> None:
    used = hall.code()
    assert hall.parts.agents.judge("Ana", used).accepted
    assert hall.ends(used) == "code_used"
    assert hall.ends("000000", name="nobody") == "wrong_code"
    for _ in range(FREE_TRIES):
        assert hall.ends(hall.wrong()) == "wrong_code"
    assert hall.ends(hall.wrong()) == "locked_out"
    assert (hall.recorded(), hall.directives()) == ([], [])


def test_whose_access_has_ended_ends_nothing(hall: Hall) -> None:
    hall.parts.access.revoke_agent("Ana", "kim")
    before = hall.recorded()
    assert hall.ends() == "access_ended"
    assert hall.recorded() == before


def test_the_command_lists_them(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.parts.database.close()
    hall.parts = open_store(tmp_path)
    hall.happens(FIRST, Kind.SIGNED_IN, Kind.LOCKED)
    hall.parts.database.close()

    def said(*more: str) -> str:
        command = [*DESKWARDEN, "agent", "sessions", *more, "--dir", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert said("Ana").startswith(f"{FIRST}  locked  since 2026-11-22 12:00 UTC")
    (found,) = msgspec.json.decode(said("Ana", "--json"))
    assert (found["seat_id"], found["is_open"]) == (FIRST, False)
    assert "signed in nowhere" in said("Ben")
