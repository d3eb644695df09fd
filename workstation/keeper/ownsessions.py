"""An agent's own sessions: told at their open seat, and ended elsewhere once they proved anew who they are."""

# SPDX-License-Identifier: Apache-2.0

import asyncio

from workstation.errors import SecurityKeyError, StoreError, StoreRefusedError
from workstation.facts.factor import Factor
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.truth import Truth
from workstation.keeper.passwordchange import TOLD_ALONE
from workstation.keeper.ports import AskKey, SessionStore
from workstation.keeper.proof import missing
from workstation.keeper.signin import GUESSES, SignIn
from workstation.keeper.slot import Slot
from workstation.link.messages import (
    ElsewhereAnswered,
    ElsewhereOffered,
    MySessions,
    MySessionsWanted,
    RecoveryCodeTaken,
)
from workstation.record.exchange import ElsewhereEnded, EndElsewhereWanted, OwnSession


class OwnSessions:
    """Belongs to the keeper's loop; only key and store are asked elsewhere.

    Nothing is written here: every other seat writes that it signed the agent out, and this one that it told them of it,
    as the store has it do.
    """

    def __init__(self, slot: Slot, seat_id: str, signin: SignIn, store: SessionStore, *, ask_key: AskKey) -> None:
        self._slot = slot
        self._seat_id = seat_id
        self._signin = signin
        self._store = store
        self._ask_key = ask_key

    async def wanted(self, asked: MySessionsWanted) -> MySessions:
        """Return where the agent of this seat is signed in, and what proves them; what is asked late tells nothing."""
        if not self._is_theirs():
            return MySessions(number=asked.number, reason="too_late")
        agent = self._slot.standing.agent
        reason, sessions = await asyncio.to_thread(self._found, agent)
        if not self._is_theirs() or self._slot.standing.agent != agent:
            return MySessions(number=asked.number, reason="too_late")
        return MySessions(number=asked.number, reason=reason, sessions=sessions, factors=self._factors())

    async def offered(self, offer: ElsewhereOffered) -> ElsewhereAnswered:
        """Return what came of it; the store judges code and password together, and counts a wrong one as ever."""
        return ElsewhereAnswered(number=offer.number, reason=await self._judged(offer))

    async def _judged(self, offer: ElsewhereOffered) -> str:
        if not self._is_theirs():
            return "too_late"
        agent, wanted = self._slot.standing.agent, self._factors()
        if "openid" in wanted:
            return "openid_wanted"
        password = offer.password if "password" in wanted else None
        if why := missing(wanted, password, offer.pin):
            return why
        try:
            key = None if offer.pin is None else await asyncio.to_thread(self._touched, agent, offer.pin)
        except SecurityKeyError as error:
            reason = f"key_{error.reason}"
            return self._signin.refused(agent, reason).reason if error.reason in GUESSES else reason
        ended = await asyncio.to_thread(self._ended, agent, "" if key else offer.code, password, key)
        if ended.recovery_left is not None and self._slot.seat:
            self._slot.seat.send(RecoveryCodeTaken(left=ended.recovery_left))
        if ended.reason == "ok" or ended.reason in TOLD_ALONE:
            return ended.reason
        return self._signin.refused(agent, ended.reason).reason

    def _found(self, agent: str) -> tuple[str, tuple[OwnSession, ...]]:
        """Ask the store; blocks."""
        try:
            return "ok", self._store.own_sessions(self._seat_id, agent)
        except StoreRefusedError:
            return "device_refused", ()
        except StoreError:
            return "store_away", ()

    def _touched(self, agent: str, pin: str) -> KeyAnswer:
        return self._ask_key(self._seat_id, agent, pin)

    def _ended(self, agent: str, code: str, password: str | None, key: KeyAnswer | None) -> ElsewhereEnded:
        """Have the store judge and end; blocks."""
        wanted = EndElsewhereWanted(seat_id=self._seat_id, agent=agent, code=code, password=password, key=key)
        try:
            return self._store.end_elsewhere(wanted)
        except StoreRefusedError:
            return ElsewhereEnded(reason="device_refused")
        except StoreError:
            return ElsewhereEnded(reason="store_away")

    def _is_theirs(self) -> bool:
        """Say whether the seat is open to its agent, by more than a break-glass code."""
        return self._slot.standing.uncovered and self._slot.standing.glass_until is None

    def _factors(self) -> tuple[Factor, ...]:
        """Return what is proved anew: what re-authentication asks for."""
        return self._slot.factors(self._slot.clock(), self._slot.on_call, Truth.REAUTH_DUE)
