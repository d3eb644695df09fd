"""The keeper's service: who is connected, what they say, what time does. One asyncio loop, no Qt, no privileges."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import partial

from workstation.errors import LinkError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.breakglass import BreakGlass
from workstation.keeper.calls import Calls
from workstation.keeper.changeover import Changeover
from workstation.keeper.charge import Charge
from workstation.keeper.clockwatch import ClockWatch
from workstation.keeper.countdowns import Countdowns
from workstation.keeper.counting import Confirm
from workstation.keeper.credentialtelling import CredentialTelling
from workstation.keeper.forbidden import Forbidding
from workstation.keeper.keyspresent import is_key_present
from workstation.keeper.lease import Lease
from workstation.keeper.leftlocked import LeftLocked
from workstation.keeper.myrecord import my_record
from workstation.keeper.orders import Orders
from workstation.keeper.ownsessions import OwnSessions
from workstation.keeper.parts import Parts
from workstation.keeper.passwordchange import PasswordChange
from workstation.keeper.ports import Denied, Ledger
from workstation.keeper.recall import last_written, recall_opened, recall_pause, recall_support
from workstation.keeper.recorder import AT_ONCE
from workstation.keeper.recording import Recording
from workstation.keeper.reports import Reports
from workstation.keeper.risks import Risks
from workstation.keeper.ruled import Ruled
from workstation.keeper.shiftends import ShiftEnds
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import SHIELDS, Slot
from workstation.keeper.stepup import StepUp
from workstation.keeper.supporting import Supporting
from workstation.keeper.truth import LockOrdered, SeatBecameReady, SeatWasLost, SignedOff
from workstation.keeper.vouching import Vouching
from workstation.keeper.watches import Watches
from workstation.link.health import Health
from workstation.link.messages import (
    EXECUTED_LIMIT,
    Acknowledged,
    Attested,
    Beat,
    CallSaid,
    CallTold,
    CapabilitiesTold,
    CodeOffered,
    CountdownTold,
    Covering,
    ElsewhereAnswered,
    ElsewhereOffered,
    Executed,
    Farewell,
    GlassOffered,
    GlassWanted,
    LockOrder,
    Message,
    MyRecordWanted,
    MySessions,
    MySessionsWanted,
    NotRecorded,
    OfferDropped,
    PasswordAnswered,
    PasswordOffered,
    PauseWanted,
    PolicyTaken,
    ProofOffered,
    Ready,
    Recorded,
    RecorderConfirmed,
    Report,
    ResumeWanted,
    SignOffOrder,
    Status,
    StepUpDropped,
    StepUpWanted,
    SupervisorWanted,
    Verdict,
    VouchOffered,
    VouchTold,
    Welcome,
)
from workstation.link.server import Peer, listen
from workstation.record.directive import (
    ActApproved,
    ActRevoked,
    AgentForgotten,
    AgentLocked,
    AgentRevoked,
    CredentialsChanged,
    Directive,
    PolicyPublished,
    ReauthDemanded,
    VouchGiven,
)
from workstation.warden.servicemanager import ALIVE, READY, tell_service_manager

TICK = 1.0
SILENT_AFTER = 5.0
SURVIVORS_WITHIN = 0.8
FAREWELL_WITHIN = 3.0
log = logging.getLogger(__name__)

Judged = Verdict | VouchTold | PasswordAnswered | MySessions | ElsewhereAnswered
Judge = Callable[[], Coroutine[None, None, Judged]]


class KeeperService:
    """Serves seat, shields, prompts and status over one socket until its task is cancelled."""

    def __init__(
        self,
        *,
        charge: Charge,
        changeover: Changeover,
        slot: Slot,
        parts: Parts,
        signin: SignIn,
        ledger: Ledger,
        clock: Callable[[], datetime],
        health: Callable[[Ruled, datetime], Health],
        lease: Lease,
        waiting: Callable[[], int],
        supporting: Supporting,
        orders: Orders,
        glass: BreakGlass,
        vouching: Vouching,
        password_change: PasswordChange,
        own_sessions: OwnSessions,
        telling: CredentialTelling,
        forbid: Callable[[tuple[Forbidding, ...], str], None] = lambda _, __: None,
        is_key_present: Callable[[], bool] = is_key_present,
        silent_after: float = SILENT_AFTER,
    ) -> None:
        self._charge = charge
        self._changeover = changeover
        self._slot = slot
        self._parts = parts
        self._signin = signin
        self._ledger = ledger
        self._clock = clock
        self._health = health
        self._countdowns = Countdowns(slot)
        clockwatch = ClockWatch(clock, slot.elapsed, last_written(ledger, charge.seat_id))
        self._risks = Risks(slot, lambda: self._ruled)
        shift_ends = ShiftEnds(slot, recall_opened(ledger, charge.seat_id))
        self._watches = Watches(
            slot, clockwatch, lease, self._countdowns, LeftLocked(slot), shift_ends, self._risks, is_key_present
        )
        self._forbid = forbid
        self._silent_after = silent_after
        self._supporting = supporting
        self._orders = orders
        self._glass = glass
        self._vouching = vouching
        self._password_change = password_change
        self._own_sessions = own_sessions
        self._telling = telling
        self._reports = Reports(slot, waiting)
        self._recording = Recording(slot, recall_pause(ledger, charge.seat_id, clock()))
        self._calls = Calls(slot, self._recording, lambda: self._watches.reauth(self._ruled))
        self._stepup = StepUp(slot, signin, lambda: self._ruled.proof_age, self._write_reveal)
        self._heard: dict[Peer, float] = {}
        self._checks: dict[Peer, asyncio.Task[Judged]] = {}
        self._unchecked: dict[Peer, Judge] = {}
        self._ending = False
        self._left = asyncio.Event()

    async def run(self) -> None:
        """Listen and keep the seat; raise AlreadyRunningError where a keeper runs here already."""
        crashed = self._charge.door.was_left_open()
        server = await listen(self._charge.door, self._serve, self._reports.refused)
        tell_service_manager(READY)
        self._supporting.began(recall_support(self._ledger, self._charge.seat_id))
        self._slot.note(Kind.KEEPER_STARTED, Severity.CUSTODY, Outcome.DONE, after_crash=int(crashed))
        try:
            await asyncio.sleep(SURVIVORS_WITHIN if crashed or self._charge.assurance == "installed" else 0)
            while True:
                self._turn()
                tell_service_manager(ALIVE)
                await asyncio.sleep(TICK)
        finally:
            self._reports.write_counted(ending=True)
            server.close()
            self._charge.door.close()

    @property
    def _ruled(self) -> Ruled:
        return self._changeover.ruled

    async def farewell(self) -> None:
        """End a trial: have every part let go and leave; returns once they left, or after 3 s.

        Nothing of an installation lets go: without a keeper the shields cover.
        """
        self._ending = True
        if self._charge.assurance == "installed":
            return
        for peer in self._heard:
            peer.send(Farewell())
        if self._heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), FAREWELL_WITHIN)

    async def denied(self, rule: str, denied: Denied) -> None:
        """Write down that a forbidden program was to start."""
        self._reports.denied(rule, denied, self._ruled.violations_a_minute)

    def directed(self, directive: Directive) -> None:
        """Do what the store orders, or passes on from an approver."""
        match directive:
            case ActApproved(approval=approval):
                self._supporting.approved(approval)
            case ActRevoked(seat_id=seat_id):
                self._supporting.revoked(seat_id)
                self._vouching.void()
            case VouchGiven(vouch=vouch):
                self._vouching.given(vouch)
            case CredentialsChanged():
                if directive.ends and directive.but != self._charge.seat_id:
                    self._signin.void(directive.agent)
                self._telling.changed(directive)
            case PolicyPublished():
                return
            case AgentRevoked() | AgentLocked() | ReauthDemanded() | AgentForgotten():
                self._glass.void(directive.agent)
                self._vouching.void(directive.agent)
                self._orders.carry_out(directive)
            case _:
                self._glass.void()
                self._vouching.void()
                self._orders.carry_out(directive)
        self._forbid_programs()

    async def executed(self, pids: tuple[int, ...]) -> None:
        """Have the seat look at processes that executed something."""
        if self._slot.seat:
            for first in range(0, len(pids), EXECUTED_LIMIT):
                self._slot.seat.send(Executed(pids=pids[first : first + EXECUTED_LIMIT]))

    def _turn(self) -> None:
        now = time.monotonic()
        for peer, heard in tuple(self._heard.items()):
            if now - heard > self._silent_after:
                self._silent(peer)
            peer.send(Beat())
        self._slot.recorder.retry()
        self._reports.write_counted()
        self._slot.watch_cover()
        self._slot.say_factors()
        self._slot.say_sighting()
        self._watches.look(self._ruled)
        self._recording.look()
        self._supporting.look()
        self._stepup.look()
        self._glass.look()
        self._vouching.look()
        self._password_change.look()
        self._telling.look()
        self._forbid_programs()
        self._parts.keep()

    def _forbid_programs(self) -> None:
        """Have denied what the rules forbid at this moment, but for what an approver lets run."""
        support = self._slot.support
        forbidden = self._ruled.forbidden(self._clock(), self._slot.on_call, self._slot.granted)
        self._forbid(forbidden, support.told.program if support else "")

    def _silent(self, peer: Peer) -> None:
        if peer.role in ("seat", "shield"):
            log.warning("the %s (pid %s) is silent and is ended", peer.role, peer.pid)
            self._parts.warden.kill(peer.pid)
        peer.close()
        self._gone(peer)

    async def _serve(self, peer: Peer) -> None:
        self._join(peer)
        try:
            async for messages in peer.messages():
                self._heard[peer] = time.monotonic()
                for message in messages:
                    if not isinstance(message, Report):
                        self._reports.flush()
                        self._said(peer, message)
                    elif self._report(peer, message) < AT_ONCE:
                        continue
                    self._reports.flush()
                    await asyncio.sleep(0)  # whoever says much does not keep the others waiting
                self._reports.flush()
        finally:
            self._reports.flush()
            self._gone(peer)

    def _join(self, peer: Peer) -> None:
        if peer.slot != self._slot.number:
            raise LinkError(f"there is no session {peer.slot} here")
        if peer.role == "seat" and self._slot.seat:
            raise LinkError("a surplus seat was refused")
        if peer.role == "shield" and len(self._slot.shields) >= SHIELDS:
            self._end_surplus(peer)
            raise LinkError("a surplus shield was refused")
        if peer.role == "recorder" and not self._recording.has_room:
            raise LinkError("a surplus port of call recorders was refused")
        self._parts.joined(peer.pid)
        self._heard[peer] = time.monotonic()
        peer.send(
            Welcome(
                policy=self._ruled.policy,
                policy_version=self._ruled.version,
                seat_id=self._charge.seat_id,
                team=self._charge.team,
                assurance=self._charge.assurance,
            )
        )
        self._place(peer)

    def _end_surplus(self, peer: Peer) -> None:
        """End a shield that an earlier keeper left, which would cover for ever; the others take its window away."""
        self._parts.warden.kill(peer.pid)
        if self._slot.standing.uncovered:
            self._slot.uncover()

    def _place(self, peer: Peer) -> None:
        match peer.role:
            case "seat":
                self._slot.seat = peer
                self._changeover.taken(self._ruled.version)
                peer.send(self._changeover.told())
                self._slot.say_sighting(anew=True)
                peer.send(self._slot.truth_told())
                peer.send(CallTold(on_call=self._slot.on_call))
            case "shield":
                self._slot.shield_joined(peer)
            case "prompt":
                self._slot.prompts.add(peer)
                peer.send(self._slot.truth_told())
            case "recorder":
                self._recording.joined(peer)
            case "status":
                peer.send(Status(health=self._health(self._ruled, self._clock())))

    def _said(self, peer: Peer, message: Message) -> None:  # noqa: C901, PLR0912, PLR0915 - one arm a message
        match message:
            case LockOrder(reason=reason):
                self._slot.happen(LockOrdered(at=self._clock(), reason=reason))
            case CountdownTold(reason=reason, seconds=seconds):
                self._countdowns.told(reason, seconds)
            case SignOffOrder():
                self._slot.happen(SignedOff(at=self._clock()))
            case Ready(capabilities=capabilities):
                self._slot.note(
                    Kind.SEAT_READY, Severity.CUSTODY, Outcome.DONE, **{c.promise: c.strength for c in capabilities}
                )
                self._slot.capabilities = capabilities
                self._parts.came_up()
                self._slot.happen(SeatBecameReady(at=self._clock()))
            case CapabilitiesTold(capabilities=capabilities):
                self._slot.now_keeps(capabilities)
            case Covering():
                self._slot.shield_said(peer, message)
            case CodeOffered():
                self._check(peer, partial(self._signin.offered, peer, message))
            case OfferDropped():
                self._signin.dropped(peer)
            case GlassWanted():
                peer.send(self._glass.wanted())
            case GlassOffered():
                peer.send(self._glass.offered(message, at_console=peer.role == "console"))
            case SupervisorWanted():
                self._check(peer, partial(self._vouching.wanted, message))
            case VouchOffered():
                self._check(peer, partial(self._vouching.offered, peer, message))
            case StepUpWanted():
                self._stepup.wanted(message)
            case ProofOffered():
                self._check(peer, partial(self._stepup.offered, message))
            case PasswordOffered():
                self._check(peer, partial(self._password_change.offered, message))
            case MySessionsWanted():
                self._check(peer, partial(self._own_sessions.wanted, message))
            case ElsewhereOffered():
                self._check(peer, partial(self._own_sessions.offered, message))
            case StepUpDropped(number=number):
                self._stepup.dropped(number)
            case PolicyTaken(version=version):
                self._changeover.taken(version)
            case CallSaid(on_call=on_call):
                self._calls.said(peer, on_call=on_call)
            case PauseWanted() | ResumeWanted() | RecorderConfirmed():
                self._recording.said(message)
            case Acknowledged():
                peer.send(self._signin.acknowledged(peer, message))
            case Attested():
                peer.send(self._signin.attested(peer, message))
            case MyRecordWanted(limit=limit):
                peer.send(my_record(self._ledger, self._charge.seat_id, self._slot.standing.agent, limit))
            case _:
                pass

    def _check(self, peer: Peer, judge: Judge) -> None:
        """Judge a code beside everything else; whoever asks has one judged at a time, and the last one after it."""
        if peer in self._checks:
            self._unchecked[peer] = judge
            return
        check = asyncio.create_task(judge())
        self._checks[peer] = check
        check.add_done_callback(partial(self._checked, peer))

    def _checked(self, peer: Peer, check: asyncio.Task[Judged]) -> None:
        self._checks.pop(peer, None)
        if following := self._unchecked.pop(peer, None):
            self._check(peer, following)
        if not check.cancelled():
            peer.send(check.result())

    def _report(self, peer: Peer, report: Report) -> int:
        """Have a report confirmed once it is durable; return how many wait for that."""
        self._risks.reported(report.body.kind)
        if self._stepup.holds_back(report.body):
            peer.send(NotRecorded(number=report.number))
            return 0

        def confirm(seq: int) -> None:
            peer.send(Recorded(number=report.number, seq=seq))
            if report.body.kind is Kind.EXCEPTION_USED and self._slot.standing.is_open:
                self._slot.granted |= {report.body.rule}

        gathered = self._reports.gather(report.body, confirm, self._ruled.violations_a_minute)
        self._risks.look()
        return gathered

    def _write_reveal(self, body: Body, confirm: Confirm) -> None:
        """Have a reveal written down at once, as a report is."""
        self._reports.gather(body, confirm, self._ruled.violations_a_minute)
        self._reports.flush()

    def _gone(self, peer: Peer) -> None:
        known = self._heard.pop(peer, None) is not None
        if not self._heard:
            self._left.set()
        if not known or self._ending:
            return
        if peer is self._slot.seat:
            self._slot.seat = None
            self._slot.happen(SeatWasLost(at=self._clock()))
            self._slot.note(Kind.SEAT_LOST, Severity.VIOLATION, Outcome.BLOCKED)
        elif peer in self._slot.shields:
            del self._slot.shields[peer]
            self._slot.note(Kind.SHIELD_LOST, Severity.VIOLATION, Outcome.BLOCKED, left=len(self._slot.shields))
        self._recording.left(peer)
        self._slot.prompts.discard(peer)
        self._unchecked.pop(peer, None)
        if check := self._checks.get(peer):
            check.cancel()
        self._signin.left(peer)
        if peer.role in ("seat", "shield"):
            self._parts.keep()
