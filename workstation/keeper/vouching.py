"""A supervisor's word in place of a code: asked for at the prompt, signed, and used once beside the password."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from workstation.errors import LedgerError, StoreError, StoreRefusedError
from workstation.facts.body import Body
from workstation.facts.factor import vouched
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import ENDED, Truth
from workstation.keeper.ports import CodeVerdict, Subject
from workstation.keeper.refusals import Refusals
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.keeper.supports import Supports
from workstation.link.messages import SupervisorWanted, Verdict, VouchOffered, VouchTold
from workstation.link.server import Peer
from workstation.record.vouch import MOST_MINUTES, SignedVouch, Vouch

ANSWERED_WITHIN = timedelta(minutes=15)
NEXT_AFTER = 30.0
AHEAD = timedelta(minutes=5)
"""By how much a supervisor's clock may be ahead of this machine's."""


class Vouchers(Protocol):
    """What the store does of it. Both block up to its deadline, and raise StoreError."""

    def ask_vouch(self, seat_id: str, agent: str, request: bytes) -> None:
        """Have supervisors hear that this agent asks."""

    def judge_vouched(self, seat_id: str, agent: str, request: bytes, password: str) -> CodeVerdict:
        """Judge the password of an agent for whom somebody vouched, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: its number, for whom, until when in seconds that nobody can set, and by whom it was `given`."""

    request: bytes
    agent: str
    until: float
    given: str = ""


class Vouching:
    """Belongs to the keeper's loop; only the store is asked elsewhere. One request stands at a time.

    It is nowhere but here: a keeper that starts anew knows none, so that no vouch counts at two of them.
    `supports` gives whose signatures the policy in force knows, `clock` the later of the system's time and the last
    receipt's.
    """

    def __init__(
        self,
        slot: Slot,
        seat_id: str,
        signin: SignIn,
        vouchers: Vouchers,
        *,
        supports: Callable[[], Supports],
        clock: Callable[[], datetime],
    ) -> None:
        self._slot = slot
        self._seat_id = seat_id
        self._signin = signin
        self._vouchers = vouchers
        self._supports = supports
        self._clock = clock
        self._refusals = Refusals(slot.elapsed)
        self._asked: Asked | None = None
        self._next_at = 0.0

    async def wanted(self, wish: SupervisorWanted) -> Verdict | VouchTold:
        """Have supervisors asked, and return what the prompt is told; the same request again is asked once."""
        is_free = self._slot.standing.truth is Truth.SIGNED_OUT
        agent = wish.agent.strip() if is_free else self._slot.standing.agent
        if why := self._closed() or ("" if agent else "too_late"):
            return Verdict(accepted=False, reason=why)
        if (asked := self._standing()) is not None and asked.agent == agent:
            return _told(asked)
        if self._slot.elapsed() < self._next_at:
            return Verdict(accepted=False, reason="vouch_busy")
        self._next_at = self._slot.elapsed() + NEXT_AFTER
        until = self._slot.elapsed() + ANSWERED_WITHIN.total_seconds()
        self._asked = asked = Asked(request=os.urandom(16), agent=agent, until=until)
        try:
            await asyncio.to_thread(self._vouchers.ask_vouch, self._seat_id, agent, asked.request)
        except StoreError as error:
            self.void()
            reason = "vouch_busy" if isinstance(error, StoreRefusedError) else "vouch_away"
            return Verdict(accepted=False, reason=reason)
        return _told(asked)

    def given(self, signed: SignedVouch) -> None:
        """Let a vouch count that a supervisor signed, once it is on the record; write down where it does not hold."""
        now = self._clock()
        vouch = self._supports().vouch(signed)
        why = "not_signed" if vouch is None else self._doubt(vouch, now)
        if vouch is None or why or self._asked is None:
            self._refuse(why or "not_asked", vouch)
            return
        lasting = min(vouch.expires - now, vouch.expires - vouch.issued)
        whom = Subject(agent=vouch.agent, team=self._slot.standing.team)
        try:
            self._slot.recorder.write_first(whom, _accepted(vouch, lasting))
        except LedgerError:
            self._refuse("not_durable", vouch)
            return
        until = self._slot.elapsed() + lasting.total_seconds()
        self._asked = replace(self._asked, given=vouch.approver, until=until)
        for prompt in self._slot.prompts:
            prompt.send(_told(self._asked))

    async def offered(self, peer: Peer, offer: VouchOffered) -> Verdict:
        """Return what the prompt is told of a password beside a supervisor's word."""
        asked = self._standing()
        why = self._closed()
        if why or asked is None or not asked.given:
            return Verdict(accepted=False, reason=why or "too_late")
        signing_in = self._slot.standing.truth is Truth.SIGNED_OUT
        verdict = await asyncio.to_thread(self._judged, asked, offer.password)
        if self._asked is not asked:
            return self._signin.refused(asked.agent, "too_late")
        if verdict.reason == "too_late":  # it was used, or is over there: another may be asked for
            self.void()
        if not verdict.accepted or verdict.agent != asked.agent:
            return self._signin.refused(asked.agent, verdict.reason if not verdict.accepted else "wrong_code")
        self.void()
        if not self._slot.standing.seat_ready:
            return Verdict(accepted=False, reason="seat_not_ready")
        by = replace(verdict, approver=asked.given)
        return self._signin.verified(peer, by, vouched(self._slot.wanted), signing_in=signing_in)

    def void(self, agent: str = "") -> None:
        """Have no vouch count that answers what was asked so far; with an `agent` none that is about them."""
        if self._asked is not None and agent in ("", self._slot.standing.agent, self._asked.agent):
            self._asked = None

    def look(self) -> None:
        """Forget what nobody may answer any more, and write down what was counted."""
        if self._asked is not None and (self._slot.standing.truth in ENDED or self._slot.standing.is_open):
            self.void()
        if count := self._refusals.counted():
            self._slot.note(Kind.VOUCH_REFUSED, Severity.VIOLATION, Outcome.REFUSED, reason="too_many", count=count)

    def _judged(self, asked: Asked, password: str) -> CodeVerdict:
        try:
            return self._vouchers.judge_vouched(self._seat_id, asked.agent, asked.request, password)
        except StoreRefusedError:
            return CodeVerdict(accepted=False, reason="device_refused")
        except StoreError:
            return CodeVerdict(accepted=False, reason="vouch_away")

    def _closed(self) -> str:
        """Return why no supervisor may be asked now, "" where one may."""
        standing = self._slot.standing
        if standing.truth in ENDED:
            return standing.truth.value
        if standing.is_open:
            return "too_late"
        if not standing.seat_ready:
            return "seat_not_ready"
        return "" if self._slot.may_be_vouched else "vouch_not_here"

    def _standing(self) -> Asked | None:
        asked = self._asked
        return asked if asked and self._slot.elapsed() < asked.until else None

    def _doubt(self, vouch: Vouch, now: datetime) -> str:  # noqa: PLR0911 - one line a reason
        """Return why a vouch that is signed does not count here and now, "" where it does."""
        asked = self._standing()
        if vouch.seat_id != self._seat_id:
            return "other_seat"
        if asked is None or asked.request != vouch.request or asked.given:
            return "not_asked"
        if vouch.agent != asked.agent or vouch.is_of_oneself:
            return "other_agent"
        if now >= vouch.expires:
            return "expired"
        if vouch.issued > now + AHEAD:
            return "not_yet"
        if not timedelta() < vouch.expires - vouch.issued <= timedelta(minutes=MOST_MINUTES):
            return "wrong_length"
        is_allowed = self._supports().may_vouch(vouch.approver, self._slot.clock(), on_call=self._slot.on_call)
        return "" if is_allowed and not self._closed() else "not_allowed"

    def _refuse(self, why: str, vouch: Vouch | None) -> None:
        """Write down that a vouch did not hold, or count it past a limit; what nobody signed is not repeated."""
        if self._refusals.takes():
            return
        by: dict[str, str | int] = {"approver": vouch.approver} if vouch else {}
        self._slot.note(Kind.VOUCH_REFUSED, Severity.VIOLATION, Outcome.REFUSED, reason=why, **by)


def _told(asked: Asked) -> VouchTold:
    return VouchTold(is_given=bool(asked.given))


def _accepted(vouch: Vouch, lasting: timedelta) -> Body:
    return Body(
        kind=Kind.VOUCH_ACCEPTED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        details={
            "approver": vouch.approver,
            "request": vouch.request.hex(),
            "seconds": round(lasting.total_seconds()),
        },
    )
