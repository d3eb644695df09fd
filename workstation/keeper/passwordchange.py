"""A change of password at the seat: its agent proves anew who they are, and the old one is forgotten here."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable

from workstation.errors import CredentialError, SecurityKeyError, StoreError, StoreRefusedError
from workstation.facts.body import Body
from workstation.facts.factor import Factor, both
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.ports import AskKey, CredentialStore, Verifier
from workstation.keeper.proof import missing
from workstation.keeper.signin import GUESSES, SignIn
from workstation.keeper.slot import Slot
from workstation.link.messages import PasswordAnswered, PasswordAsked, PasswordOffered, RecoveryCodeTaken
from workstation.record.exchange import PasswordJudged, PasswordWanted

ASKED_AT = (Truth.SIGNED_OUT, Truth.LOCKED, Truth.REAUTH_DUE)
TOLD_ALONE = ("busy", "device_refused", "store_away")
"""What is no try of anybody's, beside what the rules say of a new password."""


class PasswordChange:
    """Belongs to the keeper's loop; only key and store are asked elsewhere. `answers` says whether the store does."""

    def __init__(
        self,
        slot: Slot,
        seat_id: str,
        signin: SignIn,
        verifier: Verifier,
        store: CredentialStore,
        *,
        ask_key: AskKey,
        answers: Callable[[], bool],
    ) -> None:
        self._slot = slot
        self._seat_id = seat_id
        self._signin = signin
        self._verifier = verifier
        self._store = store
        self._ask_key = ask_key
        self._answers = answers
        self._told: tuple[object, tuple[Factor, ...]] = (None, ())

    def look(self) -> None:
        """Tell the seat by what its agent may change their password now, where that is something else than it knows."""
        factors = self._factors() if self._is_offered() and self._answers() else ()
        now = (self._slot.seat, factors)
        if now != self._told and self._slot.seat:
            self._slot.seat.send(PasswordAsked(factors=factors))
        self._told = now

    async def offered(self, offer: PasswordOffered) -> PasswordAnswered:
        """Return what the seat is told of a new password.

        What was changed is on the record, whatever the seat is by then. The store judges code and current password
        together, and counts a wrong one as ever.
        """
        return PasswordAnswered(number=offer.number, reason=await self._judged(offer))

    async def _judged(self, offer: PasswordOffered) -> str:
        standing, whom = self._slot.standing, self._slot.subject
        if not standing.uncovered or standing.glass_until is not None:
            return "too_late"
        wanted = self._factors()
        if "openid" in wanted:
            return "openid_wanted"
        if why := missing(wanted, offer.password, offer.pin):
            return why
        try:
            key = None if offer.pin is None else await asyncio.to_thread(self._touched, whom.agent, offer.pin)
        except SecurityKeyError as error:
            reason = f"key_{error.reason}"
            return self._refused(whom.agent, reason) if error.reason in GUESSES else reason
        judged = await asyncio.to_thread(self._changed, whom.agent, offer, key)
        if judged.recovery_left is not None and self._slot.seat:
            self._slot.seat.send(RecoveryCodeTaken(left=judged.recovery_left))
        if judged.reason != "ok":
            is_try = judged.reason not in TOLD_ALONE and not judged.reason.startswith("password_")
            return self._refused(whom.agent, judged.reason) if is_try else judged.reason
        details: dict[str, str | int] = {"ended_elsewhere": int(offer.ends_elsewhere)}
        body = Body(kind=Kind.PASSWORD_CHANGED_HERE, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
        self._slot.recorder.note(whom, body)
        await self._forget(whom.agent)
        return "ok"

    def _touched(self, agent: str, pin: str) -> KeyAnswer:
        return self._ask_key(self._seat_id, agent, pin)

    def _changed(self, agent: str, offer: PasswordOffered, key: KeyAnswer | None) -> PasswordJudged:
        """Have the store judge and change; blocks."""
        wanted = PasswordWanted(
            seat_id=self._seat_id,
            agent=agent,
            code="" if key else offer.code,
            password=offer.password,
            new=offer.new,
            ends_elsewhere=offer.ends_elsewhere,
            key=key,
        )
        try:
            return self._store.change_password(wanted)
        except StoreRefusedError:
            return PasswordJudged(reason="device_refused")
        except StoreError:
            return PasswordJudged(reason="store_away")

    async def _forget(self, agent: str) -> None:
        """Judge nobody by the old password here; every other keeper hears of that from the store.

        What it proved counts no more either.
        """
        if self._slot.standing.agent == agent:
            self._slot.proved.pop("password", None)
        try:
            await asyncio.to_thread(self._verifier.forget, agent)
        except CredentialError:
            self._slot.note(Kind.CONTROL_FAILED, Severity.FAILURE, Outcome.FAILED, control="offline")

    def _refused(self, agent: str, reason: str) -> str:
        return self._signin.refused(agent, reason).reason

    def _is_offered(self) -> bool:
        """Say whether the seat is open to an agent who has a password, as far as anybody asks for one."""
        standing = self._slot.standing
        if not standing.uncovered or standing.glass_until is not None:
            return False
        now, on_call = self._slot.clock(), self._slot.on_call
        asked = any("password" in self._slot.factors(now, on_call, truth) for truth in ASKED_AT)
        return asked or "password" in self._slot.proved

    def _factors(self) -> tuple[Factor, ...]:
        """Return what is proved anew: what re-authentication asks for, and the current password always."""
        asked = self._slot.factors(self._slot.clock(), self._slot.on_call, Truth.REAUTH_DUE)
        return both(asked, ("totp", "password"))
