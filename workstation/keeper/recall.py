"""What a keeper that starts knows of its seat: who was signed in, that nothing is open, and when it last wrote."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice

from workstation.errors import LedgerError
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ports import Ledger
from workstation.keeper.truth import Standing
from workstation.link.messages import PauseWanted
from workstation.record.entry import parse_header, parse_payload

READ_AT_MOST = 100_000
"""Entries in which a pause is looked for: a month of a busy seat, half a second of a keeper that starts."""


def last_written(ledger: Ledger, seat_id: str) -> datetime | None:
    """Return when the newest entry of a seat was written, None without one, or where the ledger cannot be read."""
    with suppress(LedgerError):
        for entry in ledger.newest(seat_id):
            return parse_header(entry.header).at
    return None


def recall(ledger: Ledger, seat_id: str, at: datetime) -> Standing:
    """Return the standing that the ledger proves: locked for the agent who is signed in, else signed out."""
    for entry in ledger.newest(seat_id):
        match parse_header(entry.header).kind:
            case Kind.SIGNED_IN | Kind.UNLOCKED:
                who = parse_payload(entry.payload)
                return Standing(truth=Truth.LOCKED, agent=who.agent, team=who.team, reason="keeper_started", since=at)
            case Kind.SIGNED_OUT:
                break
            case _:
                continue
    return Standing(since=at)


def recall_pause(ledger: Ledger, seat_id: str, at: datetime) -> tuple[PauseWanted, timedelta] | None:
    """Return the pause of the call recorder that nobody ended, whoever signed in since, and for how long it is one."""
    for entry in islice(ledger.newest(seat_id), READ_AT_MOST):
        header = parse_header(entry.header)
        match header.kind:
            case Kind.RECORDING_PAUSED:
                body = parse_payload(entry.payload).body
                data_class = next(iter(body.data_classes))
                wanted = PauseWanted(rule=body.rule, application=body.application, data_class=data_class)
                return wanted, max(at - header.at, timedelta())
            case Kind.RECORDING_RESUMED | Kind.CALL_ENDED:
                break
            case _:
                continue
    return None
