"""One seat under the keeper: its truth, its parts, and whether its screen is covered."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from workstation.errors import WardenError
from workstation.facts.body import Body
from workstation.facts.capability import Capability
from workstation.facts.factor import Factor, Proved, and_less, both
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import FactorsAt, totp_alone
from workstation.keeper.mayvouch import MayVouchAt, nobody_vouches
from workstation.keeper.opensupport import OpenSupport, closed
from workstation.keeper.ports import Subject, Warden
from workstation.keeper.recorder import Recorder
from workstation.keeper.storeview import Sighting
from workstation.keeper.transitions import written_of
from workstation.keeper.truth import CodeVerified, Event, GlassBroken, Standing, after
from workstation.link.messages import CallTold, Cover, Covering, Family, StoreViewTold, SupportTold, TruthTold, Uncover
from workstation.link.server import Peer

COVER_WITHIN = 1.0
ALARM_AGAIN_AFTER = 60.0
STARTING_WITHIN = 15.0
SHIELDS = 2
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Slot:
    """All of it belongs to the keeper's loop; nothing here blocks but the ledger's own writes."""

    number: int
    recorder: Recorder
    warden: Warden
    clock: Callable[[], datetime]
    elapsed: Callable[[], float]
    standing: Standing
    seat: Peer | None = None
    shields: dict[Peer, Covering | None] = field(default_factory=dict)
    prompts: set[Peer] = field(default_factory=set)
    cover_asked: float | None = None
    alarm_due: float = 0.0
    verified: float = 0.0
    opened: datetime | None = None
    """When a code opened the seat last, by the clock, as far as the record says."""
    violations_before: int = 0
    proved: dict[Proved, float] = field(default_factory=dict)
    is_keyed: bool = False
    family: tuple[int, ...] = ()
    on_call: bool = True
    capabilities: tuple[Capability, ...] = ()
    granted: frozenset[str] = frozenset()
    closes_at: datetime | None = None
    shift: ShiftEnd | None = None
    is_cut_off: bool = False
    glass_ends: float = 0.0
    is_after_glass: bool = False
    """Whether a break-glass code was what opened the seat last."""
    support: OpenSupport | None = None
    factors: FactorsAt = totp_alone
    may_vouch: MayVouchAt = nobody_vouches
    sighting: Callable[[], Sighting | None] = lambda: None
    """Where the audit store saw this workstation last, while that counts."""
    sighting_told: Sighting | None = None
    is_key_at_hand: bool = False
    """Whether a security key was plugged in when the keeper looked last, while the seat was closed."""
    opening_told: tuple[tuple[Factor, ...], bool, bool] = (("totp",), False, False)

    def __post_init__(self) -> None:
        self.is_after_glass = self.standing.reason == "glass_over"
        self.alarm_due = self.elapsed() + STARTING_WITHIN  # the first shields are on their way

    @property
    def subject(self) -> Subject:
        """Return whom entries of this seat are about now."""
        return Subject(agent=self.standing.agent, team=self.standing.team)

    def happen(self, event: Event) -> None:
        """Apply `event`, close first and write second; what opens was written before by whoever verified it."""
        told, before, self.standing = self.truth_told(), self.standing, after(self.standing, event)
        if isinstance(event, CodeVerified | GlassBroken):
            self.verified, self.violations_before = self.elapsed(), self.recorder.violations
            self.opened = event.at
            self.is_after_glass = isinstance(event, GlassBroken)
        if before.uncovered and not self.standing.uncovered:
            self.cover()
        elif self.standing.uncovered and not before.uncovered:
            self.uncover()
        if before == self.standing:
            return
        if not self.standing.is_open:
            self.is_keyed = False
            self.granted = frozenset()  # an exception is on the record anew before it loosens again
        if self.truth_told() != told:
            self._tell(self.truth_told())
        if not self.standing.is_open:
            self.close_support(self.standing.truth.value)
        if not self.standing.agent:
            self.is_after_glass = False
            self.proved.clear()
            self.say_call(on_call=True)
        for kind in written_of(before, self.standing):
            self._write_of(before, kind)

    def prove(self, factors: tuple[Proved, ...]) -> None:
        """Note when the agent last proved each factor, and what that is more than.

        `is_keyed` tells until the seat closes that its agent did so by one.
        """
        now = self.elapsed()
        for factor in factors:
            self.proved.update(dict.fromkeys(and_less(factor), now))
        if "security_key" in factors:
            self.is_keyed = True

    def proved_within(self, factors: tuple[Factor, ...], seconds: float) -> bool:
        """Say whether the agent of an open seat proved all of these lately enough, by time that nobody can set."""
        now = self.elapsed()
        return self.standing.uncovered and all(
            each in self.proved and now - self.proved[each] < seconds for each in factors
        )

    def say_call(self, *, on_call: bool) -> None:
        """Tell the seat whether the agent is on a call; nobody having said otherwise, the agent is."""
        self.on_call = on_call
        if self.seat:
            self.seat.send(CallTold(on_call=on_call))

    def say_sighting(self, *, anew: bool = False) -> None:
        """Tell the seat from where the store sees it, where that is news, or is to be told `anew`."""
        sighting = self.sighting()
        if self.seat and (anew or sighting != self.sighting_told):
            self.sighting_told = sighting
            self.seat.send(StoreViewTold(view=sighting.view if sighting else None))

    def open_support(self, support: OpenSupport) -> None:
        """Let remote support begin, which is on the record, and tell the seat."""
        self.support = support
        if self.seat:
            self.seat.send(SupportTold(support=support.told))

    def close_support(self, why: str) -> None:
        """End remote support, where there is any, tell the seat, and write down why."""
        support, self.support = self.support, None
        if support is None:
            return
        if self.seat:
            self.seat.send(SupportTold(support=None))
        self.recorder.note(support.subject, closed(support.told.rule, support.told.name, why))

    @property
    def wanted(self) -> tuple[Factor, ...]:
        """Return which factors open the seat as it stands now: after a break-glass code, no less than anew."""
        wanted = self.factors(self.clock(), self.on_call, self.standing.truth)
        if not (self.is_after_glass and self.standing.truth is Truth.LOCKED):
            return wanted
        return both(wanted, self.factors(self.clock(), self.on_call, Truth.REAUTH_DUE))

    @property
    def is_asked_anew(self) -> bool:
        """Say whether the agent has to prove anew who they are, however lately they did."""
        return self.standing.truth is Truth.REAUTH_DUE or self.is_after_glass

    @property
    def may_be_vouched(self) -> bool:
        """Say whether a supervisor's word counts in place of code, account or key as the seat stands now."""
        return self.may_vouch(self.clock(), self.on_call, self.standing.truth)

    def say_factors(self) -> None:
        """Tell the prompts what opens the seat, where that is something else than they know."""
        if (self.wanted, self.may_be_vouched, self.is_key_at_hand) != self.opening_told:
            self._tell(self.truth_told())

    def say_closing(self, at: datetime | None) -> None:
        """Tell the seat when it closes unless the store is heard, or that it does not."""
        if at != self.closes_at:
            self.closes_at = at
            self._tell(self.truth_told())

    def note(self, kind: Kind, severity: Severity, outcome: Outcome, **details: str | int) -> None:
        """Write down what the keeper saw of this seat itself."""
        self.recorder.note(self.subject, Body(kind=kind, severity=severity, outcome=outcome, details=details))

    def now_keeps(self, capabilities: tuple[Capability, ...]) -> None:
        """Write down what the session keeps other than before; what is no longer spoken of counts for nothing."""
        before = {each.promise: each.strength for each in self.capabilities}
        now = {each.promise: each.strength for each in capabilities}
        self.capabilities = capabilities
        if news := {promise: strength for promise, strength in now.items() if before.get(promise) != strength}:
            self.note(Kind.CAPABILITIES_CHANGED, Severity.CUSTODY, Outcome.DONE, **news)

    def cover(self) -> None:
        """Have every shield cover now; `watch_cover` judges whether they did."""
        self._ask_cover()
        for shield in self.shields:
            shield.send(self._cover())

    def uncover(self) -> None:
        """Have every shield let go."""
        self.cover_asked = None
        for shield in self.shields:
            shield.send(Uncover())

    def shield_joined(self, peer: Peer) -> None:
        """Bring a new shield to where the seat stands."""
        self.shields[peer] = None
        peer.send(Family(windows=self.family))
        peer.send(Uncover() if self.standing.uncovered else self._cover())
        if not self.standing.uncovered and self.cover_asked is None:
            self._ask_cover()

    def shield_said(self, peer: Peer, covering: Covering) -> None:
        """Note what a shield holds; the first one that holds screen and keyboard ends the deadline."""
        self.shields[peer] = covering
        self._introduce()
        if self.cover_asked is not None and covering.covered and covering.keyboard:
            took = self.elapsed() - self.cover_asked
            self.cover_asked = None
            self.note(Kind.COVERED, Severity.CUSTODY, Outcome.DONE, milliseconds=round(took * 1000))

    def watch_cover(self) -> None:
        """Where no shield holds a closed seat's screen and keyboard for a second: an alarm, and the system's own lock.

        Both are repeated every minute for as long as it lasts.
        """
        if self.standing.uncovered or (self.cover_asked is None and self.is_held()):
            return
        if self.cover_asked is None:
            self.cover_asked = self.elapsed()
        now = self.elapsed()
        if now - self.cover_asked < COVER_WITHIN or now < self.alarm_due:
            return
        self.alarm_due = now + ALARM_AGAIN_AFTER
        try:
            self.warden.lock(self.number)
        except WardenError as error:
            log.warning("%s", error)
        covered = any(said is not None and said.covered for said in self.shields.values())
        self.note(Kind.COVER_LATE, Severity.FAILURE, Outcome.FAILED, covered=int(covered), shields=len(self.shields))

    def is_held(self) -> bool:
        """Say whether a shield told that it holds screen and keyboard."""
        return any(said is not None and said.covered and said.keyboard for said in self.shields.values())

    def truth_told(self) -> TruthTold:
        """Return what the seat and the prompt are told."""
        now = self.standing
        truth, reason = (Truth.ACTIVE, "") if now.is_open else (now.truth, now.reason)
        return TruthTold(
            truth=truth,
            agent=now.agent,
            reason="seat_not_ready" if now.is_open and not now.seat_ready else reason,
            at=now.since,
            closes_at=self.closes_at,
            factors=self.wanted,
            may_be_vouched=self.may_be_vouched,
            key_at_hand=self.is_key_at_hand,
            shift=self.shift if now.is_open else None,
        )

    def say_shift(self, end: ShiftEnd | None) -> None:
        """Tell the seat when its shift ends, once that is near, or that it is not."""
        if end != self.shift:
            self.shift = end
            self._tell(self.truth_told())

    def _write_of(self, before: Standing, kind: Kind) -> None:
        whom = Subject(agent=before.agent, team=before.team)
        details: dict[str, str | int] = {"reason": self.standing.reason}
        body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE, details=details)
        self.recorder.note(whom, body)

    def _ask_cover(self) -> None:
        self.cover_asked = self.alarm_due = self.elapsed()

    def _cover(self) -> Cover:
        return Cover(reason=self.standing.reason, truth=self.standing.truth)

    def _introduce(self) -> None:
        said = [covering for covering in self.shields.values() if covering is not None]
        windows = tuple(sorted(window for each in said for window in (each.window, each.prompt) if window))
        if windows == self.family:
            return
        self.family = windows
        for shield in self.shields:
            shield.send(Family(windows=windows))

    def _tell(self, message: TruthTold) -> None:
        self.opening_told = message.factors, message.may_be_vouched, message.key_at_hand
        self.say_sighting()
        for peer in (self.seat, *self.prompts):
            if peer is not None:
                peer.send(message)
