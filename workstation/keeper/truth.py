"""Seat truth: a small state machine, pure and total. Only a verified credential opens."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from workstation.facts.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one seat is, since when, and for whom."""

    truth: Truth = Truth.SIGNED_OUT
    agent: str = ""
    team: str = ""
    reason: str = "signed_out"
    since: datetime
    seat_ready: bool = False

    @property
    def uncovered(self) -> bool:
        """Only an active agent at a seat whose every sensor is up sees the desktop."""
        return self.truth is Truth.ACTIVE and self.seat_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVerified:
    """A factor of `agent` was verified and that is durable in the ledger."""

    at: datetime
    agent: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOrdered:
    """Somebody or something that may lock did: the agent, a guard, the store, a doubt."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReauthFellDue:
    """The last verified factor is older than the policy allows."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatBecameReady:
    """The seat's sensors are all up."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatWasLost:
    """The seat died, stopped or fell silent."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOff:
    """The agent's session at this seat ended."""

    at: datetime


Event = CodeVerified | LockOrdered | ReauthFellDue | SeatBecameReady | SeatWasLost | SignedOff


def after(standing: Standing, event: Event) -> Standing:
    """Return the standing once `event` happened; total over every standing and event."""
    match event:
        case CodeVerified(at=at, agent=agent, team=team):
            return _opened(standing, at, agent, team)
        case LockOrdered(at=at, reason=reason):
            return _closed(standing, Truth.LOCKED, reason, at)
        case ReauthFellDue(at=at):
            return _closed(standing, Truth.REAUTH_DUE, "reauth", at)
        case SeatBecameReady():
            return replace(standing, seat_ready=True)
        case SeatWasLost(at=at):
            return _closed(replace(standing, seat_ready=False), Truth.LOCKED, "seat_lost", at)
        case SignedOff(at=at):
            return Standing(since=at, seat_ready=standing.seat_ready)
        case _:
            assert_never(event)


def _opened(standing: Standing, at: datetime, agent: str, team: str) -> Standing:
    if standing.truth is not Truth.SIGNED_OUT and agent != standing.agent:
        return standing
    return replace(standing, truth=Truth.ACTIVE, agent=agent, team=team, reason="", since=at)


def _closed(standing: Standing, truth: Truth, reason: str, at: datetime) -> Standing:
    if standing.truth is not Truth.ACTIVE:
        return standing
    return replace(standing, truth=truth, reason=reason, since=at)
