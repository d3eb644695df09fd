"""What a keeper that starts knows of its seat: who was signed in, that nothing is open, and when it last wrote."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import suppress
from datetime import datetime, timedelta

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ports import Ledger, Subject
from workstation.keeper.truth import Standing
from workstation.link.messages import PauseWanted
from workstation.record.entry import parse_header, parse_payload

_STANDINGS = frozenset(
    {
        *(Kind.REAUTH_DUE, Kind.SIGNED_IN, Kind.UNLOCKED, Kind.GLASS_BROKEN, Kind.SIGNED_OUT),
        *(Kind.SUSPENDED, Kind.REVOKED, Kind.LIFTED),
    }
)
_SUPPORTS = frozenset(
    {
        *(Kind.SUPPORT_OPENED, Kind.SUPPORT_CLOSED, Kind.KEEPER_STARTED),
        *(Kind.SIGNED_IN, Kind.UNLOCKED, Kind.GLASS_BROKEN),
    }
)
_OPENINGS = frozenset({Kind.SIGNED_IN, Kind.UNLOCKED, Kind.GLASS_BROKEN})
_PAUSES = frozenset({Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED, Kind.CALL_ENDED})


def last_written(ledger: Ledger, seat_id: str) -> datetime | None:
    """Return when the newest entry of a seat was written, None without one, or where the ledger cannot be read."""
    with suppress(LedgerError):
        for entry in ledger.newest(seat_id):
            return parse_header(entry.header).at
    return None


def recall(ledger: Ledger, seat_id: str, at: datetime, closed: Truth | None = None) -> Standing:
    """Return the standing that the ledger proves: locked for the agent who is signed in, else signed out.

    What re-authentication was due for stays due. It is `closed` where the store closed this device.
    """
    if closed is not None:
        return Standing(truth=closed, reason=closed.value, since=at)
    truth, reason = Truth.LOCKED, "keeper_started"
    for entry in ledger.newest(seat_id, _STANDINGS):
        match parse_header(entry.header).kind:
            case Kind.REAUTH_DUE:
                why = parse_payload(entry.payload).body.details.get("reason", "reauth")
                truth, reason = Truth.REAUTH_DUE, str(why)
            case Kind.SIGNED_IN | Kind.UNLOCKED | Kind.GLASS_BROKEN as kind:
                who = parse_payload(entry.payload)
                if kind is Kind.GLASS_BROKEN and truth is Truth.LOCKED:
                    reason = "glass_over"
                return Standing(truth=truth, agent=who.agent, team=who.team, reason=reason, since=at)
            case Kind.SUSPENDED:
                return Standing(truth=Truth.SUSPENDED, reason="suspended", since=at)
            case Kind.REVOKED:
                return Standing(truth=Truth.REVOKED, reason="revoked", since=at)
            case _:
                break
    return Standing(since=at)


def recall_opened(ledger: Ledger, seat_id: str) -> datetime | None:
    """Return when a code opened the seat last, None where the ledger tells of none or cannot be read."""
    with suppress(LedgerError):
        for entry in ledger.newest(seat_id, _OPENINGS):
            return parse_header(entry.header).at
    return None


def recall_support(ledger: Ledger, seat_id: str) -> tuple[Subject, Body] | None:
    """Return the remote support that an earlier keeper left open, None where it left none; no shift leaves any."""
    entry = next(ledger.newest(seat_id, _SUPPORTS), None)
    if entry is None or parse_header(entry.header).kind is not Kind.SUPPORT_OPENED:
        return None
    who = parse_payload(entry.payload)
    return Subject(agent=who.agent, team=who.team), who.body


def recall_pause(ledger: Ledger, seat_id: str, at: datetime) -> tuple[PauseWanted, timedelta] | None:
    """Return the pause of the call recorder that nobody ended, whoever signed in since, and for how long it is one."""
    entry = next(ledger.newest(seat_id, _PAUSES), None)
    if entry is None or (header := parse_header(entry.header)).kind is not Kind.RECORDING_PAUSED:
        return None
    body = parse_payload(entry.payload).body
    data_class = next(iter(body.data_classes))
    wanted = PauseWanted(rule=body.rule, application=body.application, data_class=data_class)
    return wanted, max(at - header.at, timedelta())
