"""Orders of the store about an agent's or this device's access: closed at once, then forgotten and kept."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import assert_never

from workstation.errors import CredentialError, VaultError
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.closure import Closure
from workstation.keeper.ports import Verifier
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.keeper.truth import (
    AccessRevoked,
    LockOrdered,
    ReauthFellDue,
    SeatSuspended,
    SignedOff,
    SuspensionLifted,
)
from workstation.record.directive import (
    AgentForgotten,
    AgentLocked,
    AgentRevoked,
    DeviceLifted,
    DeviceRevoked,
    DeviceSuspended,
    ReauthDemanded,
)

Order = AgentRevoked | AgentLocked | ReauthDemanded | AgentForgotten | DeviceSuspended | DeviceLifted | DeviceRevoked


class Orders:
    """Belongs to the keeper's loop. All of it may come twice, and late: none of it opens a seat."""

    def __init__(
        self, slot: Slot, signin: SignIn, verifier: Verifier, closure: Closure, clock: Callable[[], datetime]
    ) -> None:
        self._slot = slot
        self._signin = signin
        self._verifier = verifier
        self._closure = closure
        self._clock = clock

    def carry_out(self, order: Order) -> None:  # noqa: C901 - one arm an order
        """Do it; what could not be made to last is written down as a safeguard that failed."""
        now = self._clock()
        match order:
            case AgentRevoked(agent=agent):
                self._revoked(agent, now)
            case AgentLocked(agent=agent):
                self._close(agent, LockOrdered(at=now, reason="ordered"))
            case ReauthDemanded(agent=agent):
                self._close(agent, ReauthFellDue(at=now, reason="reauth_demanded"))
            case AgentForgotten(agent=agent):
                self._forget(agent)
            case DeviceSuspended():
                if self._slot.standing.truth is not Truth.REVOKED:
                    self._slot.happen(SeatSuspended(at=now))
                    self._signin.void()
                    self._kept(Truth.SUSPENDED)
            case DeviceLifted():
                if self._slot.standing.truth is Truth.SUSPENDED:
                    self._kept(None)
                    self._slot.happen(SuspensionLifted(at=now))
            case DeviceRevoked():
                self._slot.happen(AccessRevoked(at=now))
                self._signin.void()
                if self._closure.kept() is not Truth.REVOKED:
                    self._kept(Truth.REVOKED)
            case _:
                assert_never(order)

    def _close(self, agent: str, event: LockOrdered | ReauthFellDue) -> None:
        if self._is_of(agent):
            self._slot.happen(event)

    def _revoked(self, agent: str, now: datetime) -> None:
        if self._is_of(agent):
            self._slot.happen(SignedOff(at=now, reason="access_ended"))
        self._forget(agent)

    def _forget(self, agent: str) -> None:
        """Judge this agent by nothing that is kept here, and have nothing count that they proved before."""
        self._signin.void(agent)
        if self._is_of(agent):
            self._slot.proved.clear()
        with self._told_where_it_fails("offline"):
            self._verifier.forget(agent)

    def _kept(self, truth: Truth | None) -> None:
        with self._told_where_it_fails("closure"):
            self._closure.keep(truth)

    def _is_of(self, agent: str) -> bool:
        return bool(agent) and self._slot.standing.agent == agent

    @contextmanager
    def _told_where_it_fails(self, control: str) -> Iterator[None]:
        try:
            yield
        except (CredentialError, VaultError):
            self._slot.note(Kind.CONTROL_FAILED, Severity.FAILURE, Outcome.FAILED, control=control)
