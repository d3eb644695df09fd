"""Break-glass: a locked seat opened by a code that IT gives, with no network, on the record first, and not for long."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from workstation.credentials.breakglass import answers, new_challenge
from workstation.credentials.crockford import spelled
from workstation.errors import LedgerError, VaultError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import ENDED, Truth
from workstation.keeper.glasstries import GlassTries
from workstation.keeper.ports import Subject
from workstation.keeper.refusals import Refusals
from workstation.keeper.signin import ACCEPTED, FAILURES
from workstation.keeper.slot import Slot
from workstation.keeper.truth import GlassBroken
from workstation.link.messages import GlassAsked, GlassOffered, GlassOpened, Verdict

ANSWERED_WITHIN = timedelta(minutes=15)
OPEN_FOR = timedelta(minutes=15)
DEVICE_SHOWN = 8
"""How much of a device's name is shown, for IT to find it by."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a code has to answer, until when in seconds that nobody can set, and for whom none counts any more."""

    symbols: str
    until: float
    ended: frozenset[str] = frozenset()


class BreakGlass:
    """Belongs to the keeper's loop. `key` gives that of this device, None without one; `team` is the device's own.

    One challenge stands at a time. It is nowhere but here: a keeper that starts anew knows none, so that no code ever
    counts at two of them.
    """

    def __init__(
        self,
        slot: Slot,
        seat_id: str,
        team: str,
        *,
        key: Callable[[], bytes | None],
        tries: GlassTries,
        console: GlassTries,
    ) -> None:
        self._slot = slot
        self._device = seat_id.partition("/")[0]
        self._team = team
        self._key = key
        self._tries = tries
        self._console = console
        self._refusals = Refusals(slot.elapsed)
        self._challenge: Challenge | None = None

    def wanted(self) -> GlassAsked | Verdict:
        """Return what IT has to be told, the same for everybody who asks until it is over; or why there is nothing."""
        try:
            if why := self._closed() or ("" if self._key() else "glass_not_here"):
                return Verdict(accepted=False, reason=why)
        except VaultError:
            return Verdict(accepted=False, reason="not_durable")
        if self._standing() is None:
            self._challenge = Challenge(new_challenge(), self._slot.elapsed() + ANSWERED_WITHIN.total_seconds())
        return GlassAsked(
            challenge=spelled(self._challenge.symbols if self._challenge else ""),
            device=self._device[:DEVICE_SHOWN],
            is_free=self._slot.standing.truth is Truth.SIGNED_OUT,
        )

    def offered(self, offer: GlassOffered, *, at_console: bool = False) -> Verdict:
        """Return what the prompt or a console is told of a code; a right one counts no more before it is written."""
        standing, challenge = self._slot.standing, self._standing()
        if why := self._closed() or ("" if challenge else "glass_over"):
            return Verdict(accepted=False, reason=why)
        is_free = standing.truth is Truth.SIGNED_OUT
        whom = Subject(agent=offer.agent.strip(), team=self._team) if is_free else self._slot.subject
        if challenge and whom.agent in challenge.ended:
            self.void()
            return Verdict(accepted=False, reason="glass_over")
        try:
            if why := self._judged(challenge, whom, offer.code, self._console if at_console else self._tries):
                return self._refused(why)
        except VaultError:
            return self._refused("not_durable")
        self.void()
        return self._open(whom, challenge)

    def void(self, agent: str = "") -> None:
        """Have no code count that answers what was shown so far; with an `agent` none that is theirs.

        A free seat shows a challenge before anybody is named: it stands for everybody else.
        """
        if agent in ("", self._slot.standing.agent) or self._challenge is None:
            self._challenge = None
        else:
            self._challenge = replace(self._challenge, ended=self._challenge.ended | {agent})

    def look(self) -> None:
        """Forget what nobody may answer any more, and write down what was counted.

        What was shown before a device was closed opens nothing after.
        """
        if self._slot.standing.truth in ENDED:
            self.void()
        if count := self._refusals.counted():
            told = {"reason": "too_many", "factor": "break_glass"}
            self._slot.note(Kind.CODE_REFUSED, Severity.VIOLATION, Outcome.REFUSED, count=count, **told)

    def _closed(self) -> str:
        """Return why no break-glass code may open this seat now, "" where one may."""
        standing = self._slot.standing
        if standing.truth in ENDED:
            return standing.truth.value
        if standing.is_open:
            return "too_late"
        return "" if standing.seat_ready else "seat_not_ready"

    def _standing(self) -> Challenge | None:
        challenge = self._challenge
        return challenge if challenge and self._slot.elapsed() < challenge.until else None

    def _judged(self, challenge: Challenge | None, whom: Subject, typed: str, tries: GlassTries) -> str:
        """Return why a code does not count, "" where it does, which is kept; raise VaultError where it is not."""
        key = self._key()
        if key is None or challenge is None:
            return "glass_not_here"
        if tries.must_wait():
            return "locked_out"
        if not (answers(key, challenge.symbols, whom.agent, typed) and whom.agent):
            tries.failed()
            return "wrong_code"
        tries.succeeded()
        return ""

    def _open(self, whom: Subject, challenge: Challenge | None) -> Verdict:
        now = self._slot.clock()
        until = now + OPEN_FOR
        try:
            self._slot.recorder.write_first(whom, _broken(challenge.symbols if challenge else ""))
        except LedgerError:
            return self._refused("not_durable")
        self._slot.glass_ends = self._slot.elapsed() + OPEN_FOR.total_seconds()
        self._slot.happen(GlassBroken(at=now, agent=whom.agent, team=whom.team, until=until))
        if self._slot.seat:
            self._slot.seat.send(GlassOpened(until=until))
        return ACCEPTED

    def _refused(self, why: str) -> Verdict:
        """Write it down, or count it past a limit: whoever has the session's account may try."""
        if self._refusals.takes():
            return Verdict(accepted=False, reason=why)
        self._slot.note(
            Kind.CODE_REFUSED,
            Severity.FAILURE if why in FAILURES else Severity.VIOLATION,
            Outcome.REFUSED,
            reason=why,
            factor="break_glass",
        )
        return Verdict(accepted=False, reason=why)


def _broken(challenge: str) -> Body:
    """Return what is written before a seat opens; who gave the code, the store's own record says by the challenge."""
    details: dict[str, str | int] = {
        "factor": "break_glass",
        "judge": "offline",
        "challenge": spelled(challenge),
        "issuer": "it",
        "seconds": round(OPEN_FOR.total_seconds()),
    }
    return Body(
        kind=Kind.GLASS_BROKEN, severity=Severity.VIOLATION, outcome=Outcome.DETECTED, weight="high", details=details
    )
