"""Step-up: that a mask is lifted is written down once its agent proved their factors lately enough, and not before."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from workstation.errors import LedgerError, LinkError
from workstation.facts.body import Body
from workstation.facts.factor import Factor, covers
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.revealing import PROVED_WITHIN
from workstation.facts.truth import Truth
from workstation.keeper.counting import Confirm
from workstation.keeper.ports import CodeVerdict, Subject
from workstation.keeper.proof import missing, proof_told, proved_by, wanted_more
from workstation.keeper.proofage import ProofAge
from workstation.keeper.signin import ACCEPTED, SignIn
from workstation.keeper.slot import Slot
from workstation.link.messages import (
    ConfirmElsewhere,
    OpenBrowser,
    ProofAsked,
    ProofOffered,
    RecoveryCodeTaken,
    RevealRecorded,
    StepUpWanted,
    Verdict,
)

ANSWERED_WITHIN = PROVED_WITHIN.total_seconds() - 1
"""Less than the seat waits, so that a reveal that it gives up by time was too late here, and not declined."""

Write = Callable[[Body, Confirm], None]
"""Have this on the record, and tell its number once that is durable."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reveal by `whom`, who opened the seat `since`, which waits for these factors `until` then."""

    number: int
    body: Body
    whom: Subject
    factors: tuple[Factor, ...]
    since: datetime
    until: float


class StepUp:
    """Belongs to the keeper's loop; only the verifier is asked elsewhere. One reveal waits at a time.

    `age` gives what the policy in force says by itself, whatever the seat makes of it.
    """

    def __init__(self, slot: Slot, signin: SignIn, age: Callable[[], ProofAge], write: Write) -> None:
        self._slot = slot
        self._signin = signin
        self._age = age
        self._write = write
        self._waiting: Waiting | None = None
        self._written: tuple[int, Body] | None = None

    def wanted(self, wish: StepUpWanted) -> None:
        """Write a reveal down where its agent proved their factors lately enough; ask for them where not."""
        if wish.body.kind is not Kind.REVEAL_OPENED:
            raise LinkError("a proof was wanted for what is no reveal")
        self._end("replaced")
        self._written = None
        if self._slot.standing.glass_until is not None:
            self._slot.recorder.note(self._slot.subject, _refused(wish.body, wish.number, "break_glass"))
            return
        factors, own = self._factors(), self._age().seconds(wish.body.rule)
        within = wish.within_seconds if own is None else min(wish.within_seconds, own)
        if self._slot.proved_within(factors, within):
            self._open(wish.number, wish.body)
        elif self._slot.standing.uncovered:
            until = self._slot.elapsed() + ANSWERED_WITHIN
            since, whom = self._slot.standing.since, self._slot.subject
            self._waiting = Waiting(wish.number, wish.body, whom, factors, since, until)
            self._tell(ProofAsked(number=wish.number, factors=factors))
        else:
            self._slot.recorder.note(self._slot.subject, _refused(wish.body, wish.number, "seat_closed"))

    def holds_back(self, body: Body) -> bool:
        """Say whether a report tells of a reveal that may not be, and write that down.

        It wants a proof which nobody asked for, or the seat is open by a break-glass code alone.
        """
        if body.kind is Kind.REVEAL_OPENED and self._slot.standing.glass_until is not None:
            self._write(_refused(body, 0, "break_glass"), lambda _: None)
            return True
        within = self._age().seconds(body.rule) if body.kind is Kind.REVEAL_OPENED else None
        if within is None or self._slot.proved_within(self._factors(), within):
            return False
        self._write(_refused(body, 0, "not_proved", Severity.VIOLATION), lambda _: None)
        return True

    async def offered(self, offer: ProofOffered) -> Verdict:
        """Return what the seat is told of factors; the reveal that waits for them is written down, then lifted."""
        return replace(await self._judged(offer), number=offer.number)

    async def _judged(self, offer: ProofOffered) -> Verdict:
        waiting = self._waiting
        if waiting is None or waiting.number != offer.number or not self._stands(waiting):
            return Verdict(accepted=False, reason="too_late")
        wanted = (*waiting.factors, *self._factors())
        if why := missing(wanted, offer.password, offer.pin, openid=offer.openid):
            return Verdict(accepted=False, reason=why)
        agent, password = self._slot.standing.agent, offer.password if "password" in wanted else None
        if offer.openid and self._slot.seat:
            verdict = await self._signin.identified(
                self._slot.seat,
                agent,
                password,
                anew=True,
                show=lambda told: self._show(waiting, told),
                stands=lambda: self._waiting is waiting and self._stands(waiting),
                in_browser=offer.browser,
            )
        else:
            verdict = await self._signin.judged(agent, offer.code, password, offer.pin)
        return verdict if isinstance(verdict, Verdict) else self._accepted(waiting, verdict)

    def _show(self, waiting: Waiting, told: ConfirmElsewhere | OpenBrowser) -> None:
        """Have the seat show what is to be confirmed elsewhere, or open a browser, for as long as the reveal waits."""
        left = min(told.seconds, max(0.0, waiting.until - self._slot.elapsed()))
        self._tell(replace(told, number=waiting.number, seconds=left))

    def _accepted(self, waiting: Waiting, verdict: CodeVerdict) -> Verdict:
        """Write the proof down, then the reveal, as the seat stands now: a code takes its time to be judged."""
        is_theirs = verdict.agent == self._slot.standing.agent
        if is_theirs and verdict.recovery_left is not None:
            self._tell(RecoveryCodeTaken(left=verdict.recovery_left))  # it is used up, whatever comes of it
        if self._waiting is not waiting or not self._stands(waiting) or not is_theirs:
            return Verdict(accepted=False, reason="too_late")
        factors = proved_by(verdict, waiting.factors)
        if not covers(factors, self._factors()):
            return Verdict(accepted=False, reason=wanted_more(factors, self._factors()))
        details: dict[str, str | int] = {"number": waiting.number, **proof_told(factors, verdict)}
        proved = _about(waiting.body, Kind.REVEAL_PROVED, details)
        try:
            self._slot.recorder.write_first(self._slot.subject, proved, may_spend=False)
        except LedgerError:
            return self._signin.refused(verdict.agent, "not_durable")
        self._waiting = None
        self._slot.prove(factors)
        self._open(waiting.number, waiting.body)
        return ACCEPTED

    def dropped(self, number: int) -> None:
        """Note that the seat no longer waits for a reveal; one that it is told of too late was never lifted."""
        self.look()
        if self._waiting is not None and self._waiting.number == number:
            self._end("declined")
        elif self._written is not None and self._written[0] == number:
            (_, body), self._written = self._written, None
            never = _about(body, Kind.REVEAL_CLOSED, {"number": number, "seconds": 0})
            self._slot.recorder.note(self._slot.subject, never)

    def look(self) -> None:
        """End what waits for an answer in vain, by time or because the seat closed."""
        waiting = self._waiting
        if waiting is not None and not self._stands(waiting):
            self._end("too_late" if self._slot.elapsed() >= waiting.until else "seat_closed")

    def _factors(self) -> tuple[Factor, ...]:
        return self._slot.factors(self._slot.clock(), self._slot.on_call, Truth.REAUTH_DUE)

    def _stands(self, waiting: Waiting) -> bool:
        standing = self._slot.standing
        return standing.uncovered and standing.since == waiting.since and self._slot.elapsed() < waiting.until

    def _open(self, number: int, body: Body) -> None:
        def confirm(seq: int) -> None:
            self._tell(RevealRecorded(number=number, seq=seq))

        self._written = number, body
        self._write(body, confirm)

    def _end(self, why: str) -> None:
        waiting, self._waiting = self._waiting, None
        if self._slot.seat:
            self._signin.dropped(self._slot.seat)
        if waiting is not None:
            self._slot.recorder.note(waiting.whom, _refused(waiting.body, waiting.number, why))

    def _tell(self, message: ProofAsked | ConfirmElsewhere | OpenBrowser | RevealRecorded | RecoveryCodeTaken) -> None:
        if self._slot.seat:
            self._slot.seat.send(message)


def _refused(body: Body, number: int, why: str, severity: Severity = Severity.CUSTODY) -> Body:
    return _about(body, Kind.REVEAL_REFUSED, {"number": number, "reason": why}, severity, Outcome.REFUSED)


def _about(
    body: Body,
    kind: Kind,
    details: dict[str, str | int],
    severity: Severity = Severity.CUSTODY,
    outcome: Outcome = Outcome.DONE,
) -> Body:
    """Return what is written of the reveal that `body` tells of."""
    return Body(
        kind=kind,
        severity=severity,
        outcome=outcome,
        rule=body.rule,
        application=body.application,
        data_classes=body.data_classes,
        details=details,
    )
