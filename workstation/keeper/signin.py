"""Signing in and unlocking: a verified code, the checklist, a durable entry, and only then the desktop."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.ports import CodeVerdict, Subject, Verifier
from workstation.keeper.slot import Slot
from workstation.keeper.truth import CodeVerified
from workstation.link.messages import Attested, CodeOffered, Verdict
from workstation.link.server import Peer

ACCEPTED = Verdict(accepted=True, reason="ok")
ATTESTED_WITHIN = 180.0


@dataclass(frozen=True, slots=True)
class Passed:
    """A verified code whose agent still has the checklist to confirm, and until when that holds."""

    verdict: CodeVerdict
    until: float


class SignIn:
    """Judges what the prompts of one seat offer. Runs in the keeper's loop; only the verifier is asked elsewhere.

    `checklist` may change at any time; who is asked meanwhile is asked again.
    """

    def __init__(
        self, slot: Slot, verifier: Verifier, seat_id: str, checklist: tuple[str, ...], clock: Callable[[], datetime]
    ) -> None:
        self._slot = slot
        self._verifier = verifier
        self._seat_id = seat_id
        self.checklist = checklist
        self._clock = clock
        self._unattested: dict[Peer, Passed] = {}

    async def offered(self, peer: Peer, offer: CodeOffered) -> Verdict:
        """Return what the prompt is told of a code."""
        standing = self._slot.standing
        signing_in = standing.truth is Truth.SIGNED_OUT
        agent = offer.agent.strip() if signing_in else standing.agent
        verdict = await asyncio.to_thread(self._verifier.verify, self._seat_id, agent, offer.code)
        if not verdict.accepted:
            return self._refused(agent, verdict.reason)
        if verdict.judge == "offline" and self._slot.is_cut_off:
            return self._refused(agent, "lease_over")
        if not self._slot.standing.seat_ready:
            return Verdict(accepted=False, reason="seat_not_ready")
        if signing_in and self.checklist:
            self._unattested[peer] = Passed(verdict, self._slot.elapsed() + ATTESTED_WITHIN)
            return Verdict(accepted=True, reason="checklist", checklist=self.checklist)
        return self._open(verdict, signing_in=signing_in)

    def attested(self, peer: Peer, answer: Attested) -> Verdict:
        """Return what the prompt is told of its checklist; only every item confirmed, in time, opens."""
        passed = self._unattested.get(peer)
        if passed is None or self._slot.elapsed() > passed.until:
            self.left(peer)
            return Verdict(accepted=False, reason="too_late")
        if set(answer.items) != set(range(len(self.checklist))):
            return Verdict(accepted=True, reason="checklist", checklist=self.checklist)
        return self._open(passed.verdict, signing_in=True, attested=len(answer.items))

    def left(self, peer: Peer) -> None:
        """Forget what a prompt that is gone had begun."""
        self._unattested.pop(peer, None)

    def _open(self, verdict: CodeVerdict, *, signing_in: bool, attested: int = 0) -> Verdict:
        """Open the seat as it stands now: another prompt may have been quicker while this code was judged."""
        standing = self._slot.standing
        if signing_in is not (standing.truth is Truth.SIGNED_OUT) or (
            not signing_in and verdict.agent != standing.agent
        ):
            return Verdict(accepted=False, reason="too_late")
        whom = Subject(agent=verdict.agent, team=verdict.team)
        if attested:
            self._slot.recorder.note(whom, _custody(Kind.DESK_ATTESTED, {"items": attested}))
        how = _custody(
            Kind.SIGNED_IN if signing_in else Kind.UNLOCKED,
            {"factor": "totp", "judge": verdict.judge, "step": verdict.step},
        )
        try:
            self._slot.recorder.write_first(whom, how)
        except LedgerError:
            return self._refused(verdict.agent, "not_durable")
        self._unattested.clear()
        self._slot.happen(CodeVerified(at=self._clock(), agent=verdict.agent, team=verdict.team))
        return ACCEPTED

    def _refused(self, agent: str, reason: str) -> Verdict:
        body = Body(
            kind=Kind.CODE_REFUSED,
            severity=Severity.FAILURE if reason == "not_durable" else Severity.VIOLATION,
            outcome=Outcome.REFUSED,
            details={"reason": reason},
        )
        known = agent if agent == self._slot.standing.agent else ""
        self._slot.recorder.note(Subject(agent=known, team=self._slot.standing.team), body)
        return Verdict(accepted=False, reason=reason)


def _custody(kind: Kind, details: dict[str, str | int]) -> Body:
    return Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
