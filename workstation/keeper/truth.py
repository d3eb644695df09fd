"""Seat truth: a small state machine, pure and total. Only a verified credential opens; README.md has its table."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from workstation.facts.truth import ENDED, OPEN, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one seat is, since when, and for whom; `ends` is when the countdown of a warned one does.

    `glass_until` is when an open one closes that a break-glass code opened.
    """

    truth: Truth = Truth.SIGNED_OUT
    agent: str = ""
    team: str = ""
    reason: str = "signed_out"
    since: datetime
    ends: datetime | None = None
    glass_until: datetime | None = None
    seat_ready: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether an agent's code opened it and nothing closed it since."""
        return self.truth in OPEN

    @property
    def uncovered(self) -> bool:
        """Only an agent at an open seat whose every sensor is up sees the desktop."""
        return self.is_open and self.seat_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVerified:
    """A factor of `agent` was verified and that is durable in the ledger."""

    at: datetime
    agent: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken:
    """A break-glass code for `agent` was verified and that is durable in the ledger: open `until` then, no longer."""

    at: datetime
    agent: str
    team: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningBegan:
    """The agent is warned: the seat locks at `ends`, for this reason, unless somebody is there."""

    at: datetime
    reason: str
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningEnded:
    """Nothing is counted down any more."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOrdered:
    """Somebody or something that may lock did: the agent, a guard, the store, a countdown, a doubt."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReauthFellDue:
    """The last verified factor is older than the policy allows, or a risk was met, which the reason then names."""

    at: datetime
    reason: str = "reauth"


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
    """The agent's session at this seat ended, by the agent or, for another reason, without them."""

    at: datetime
    reason: str = "signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSuspended:
    """The store closed the seat until it lifts that."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionLifted:
    """The store took a suspension back."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRevoked:
    """The store knows this device no more."""

    at: datetime


Event = (
    CodeVerified
    | GlassBroken
    | WarningBegan
    | WarningEnded
    | LockOrdered
    | ReauthFellDue
    | SeatBecameReady
    | SeatWasLost
    | SignedOff
    | SeatSuspended
    | SuspensionLifted
    | AccessRevoked
)


def after(standing: Standing, event: Event) -> Standing:  # noqa: C901, PLR0911, PLR0912 - one arm an event
    """Return the standing once `event` happened; total over every standing and event."""
    match event:
        case CodeVerified(at=at, agent=agent, team=team):
            return _opened(standing, at, agent, team)
        case GlassBroken(at=at, agent=agent, team=team, until=until):
            return standing if standing.is_open else _opened(standing, at, agent, team, until)
        case WarningBegan(reason=reason, ends=ends):
            return _warned(standing, reason, ends)
        case WarningEnded():
            warned = standing.truth is Truth.WARNED
            return replace(standing, truth=Truth.ACTIVE, reason="", ends=None) if warned else standing
        case LockOrdered(at=at, reason=reason):
            return _closed(standing, Truth.LOCKED, reason, at)
        case ReauthFellDue(at=at, reason=reason):
            return _closed(standing, Truth.REAUTH_DUE, reason, at)
        case SeatBecameReady():
            return replace(standing, seat_ready=True)
        case SeatWasLost(at=at):
            return _closed(replace(standing, seat_ready=False), Truth.LOCKED, "seat_lost", at)
        case SignedOff(at=at, reason=reason):
            return standing if standing.truth in ENDED else _emptied(standing, Truth.SIGNED_OUT, reason, at)
        case SeatSuspended(at=at):
            return standing if standing.truth in ENDED else _emptied(standing, Truth.SUSPENDED, "suspended", at)
        case SuspensionLifted(at=at):
            suspended = standing.truth is Truth.SUSPENDED
            return _emptied(standing, Truth.SIGNED_OUT, "signed_out", at) if suspended else standing
        case AccessRevoked(at=at):
            revoked = standing.truth is Truth.REVOKED
            return standing if revoked else _emptied(standing, Truth.REVOKED, "revoked", at)
        case _:
            assert_never(event)


def _opened(standing: Standing, at: datetime, agent: str, team: str, glass_until: datetime | None = None) -> Standing:
    if standing.truth in ENDED or (standing.truth is not Truth.SIGNED_OUT and agent != standing.agent):
        return standing
    seat_ready = standing.seat_ready
    return Standing(
        truth=Truth.ACTIVE, agent=agent, team=team, reason="", since=at, glass_until=glass_until, seat_ready=seat_ready
    )


def _warned(standing: Standing, reason: str, ends: datetime) -> Standing:
    return replace(standing, truth=Truth.WARNED, reason=reason, ends=ends) if standing.is_open else standing


def _closed(standing: Standing, truth: Truth, reason: str, at: datetime) -> Standing:
    if not standing.is_open:
        return standing
    return replace(standing, truth=truth, reason=reason, since=at, ends=None, glass_until=None)


def _emptied(standing: Standing, truth: Truth, reason: str, at: datetime) -> Standing:
    """Return a standing of nobody."""
    return Standing(truth=truth, reason=reason, since=at, seat_ready=standing.seat_ready)
