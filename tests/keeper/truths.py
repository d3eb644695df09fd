"""Every truth and every event of a seat, for tests that go through all of them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from workstation.facts.truth import Truth
from workstation.keeper.truth import (
    AccessRevoked,
    CodeVerified,
    Event,
    GlassBroken,
    LockOrdered,
    ReauthFellDue,
    SeatBecameReady,
    SeatSuspended,
    SeatWasLost,
    SignedOff,
    Standing,
    SuspensionLifted,
    WarningBegan,
    WarningEnded,
    after,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
OWN, OTHER = "cruz", "reyes"
EVENTS: Mapping[str, Event] = {
    "its agent's code is verified": CodeVerified(at=AT, agent=OWN, team="cards"),
    "another agent's code is verified": CodeVerified(at=AT, agent=OTHER, team="cards"),
    "a break-glass code for its agent is verified": GlassBroken(
        at=AT, agent=OWN, team="cards", until=AT + timedelta(minutes=15)
    ),
    "a break-glass code for another agent is verified": GlassBroken(
        at=AT, agent=OTHER, team="cards", until=AT + timedelta(minutes=15)
    ),
    "a countdown begins": WarningBegan(at=AT, reason="idle", ends=AT + timedelta(seconds=30)),
    "the countdown ends by activity": WarningEnded(at=AT),
    "a lock is ordered": LockOrdered(at=AT, reason="idle"),
    "a second factor falls due": ReauthFellDue(at=AT),
    "the seat becomes ready": SeatBecameReady(at=AT),
    "the seat is lost": SeatWasLost(at=AT),
    "the session ends": SignedOff(at=AT),
    "the store suspends the seat": SeatSuspended(at=AT),
    "the store lifts that": SuspensionLifted(at=AT),
    "the store revokes the device": AccessRevoked(at=AT),
}
_READY = SeatBecameReady(at=AT)
_OPENED = (_READY, EVENTS["its agent's code is verified"])
_WAYS: Mapping[Truth, tuple[Event, ...]] = {
    Truth.SIGNED_OUT: (_READY,),
    Truth.ACTIVE: _OPENED,
    Truth.WARNED: (*_OPENED, EVENTS["a countdown begins"]),
    Truth.LOCKED: (*_OPENED, EVENTS["a lock is ordered"]),
    Truth.REAUTH_DUE: (*_OPENED, EVENTS["a second factor falls due"]),
    Truth.SUSPENDED: (_READY, EVENTS["the store suspends the seat"]),
    Truth.REVOKED: (_READY, EVENTS["the store revokes the device"]),
}


def standing_of(truth: Truth) -> Standing:
    """Return a ready seat that came to be so by what happened to it."""
    return run(*_WAYS[truth])


def run(*happened: Event) -> Standing:
    """Return what a seat is after all of it."""
    standing = Standing(since=AT)
    for event in happened:
        standing = after(standing, event)
    return standing
