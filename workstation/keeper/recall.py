"""What a keeper that starts knows of its seat: who was signed in, and that nothing is open."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ports import Ledger
from workstation.keeper.truth import Standing
from workstation.record.entry import parse_header, parse_payload


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
