"""The call recorder: paused at once and written down after, resumed once that is durable, and doubted aloud."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import timedelta

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.slot import Slot
from workstation.keeper.truth import LockOrdered
from workstation.link.messages import NotPaused, PauseWanted, RecorderConfirmed, RecorderTold, ResumeWanted
from workstation.link.server import Peer

CONFIRMED_WITHIN = 2.0
PORTS_AT_MOST = 4


@dataclass(slots=True)
class Pause:
    """What the recorder is paused for since `since`. From `due` on it counts as not paused, unless somebody confirms.

    `is_doubted` says that this was told, once. `is_ending` says that its end is on its way onto the record.
    """

    wanted: PauseWanted
    since: float
    due: float | None
    is_doubted: bool = False
    is_ending: bool = False


class Recording:
    """Belongs to the keeper's loop. Only an open seat, and the end of a call, resume what a seat had paused.

    A seat that is lost cannot tell that the customer has ended, so its pause stays. `before` is the pause that an
    earlier keeper left, and for how long it has been one; it is judged once a seat still wants it.
    """

    def __init__(self, slot: Slot, before: tuple[PauseWanted, timedelta] | None) -> None:
        self._slot = slot
        self._ports: set[Peer] = set()
        self._pause: Pause | None = None
        if before is not None:
            wanted, lasted = before
            self._pause = Pause(wanted=wanted, since=slot.elapsed() - lasted.total_seconds(), due=None)

    @property
    def has_room(self) -> bool:
        """Say whether one more port of recorders may join."""
        return len(self._ports) < PORTS_AT_MOST

    def joined(self, port: Peer) -> None:
        """Tell a port of recorders how things are."""
        self._ports.add(port)
        port.send(RecorderTold(paused=self._pause is not None))

    def left(self, port: Peer) -> None:
        """Doubt a pause whose recorder nobody speaks for any more."""
        if port in self._ports:
            self._ports.discard(port)
            self._doubt()

    def said(self, message: PauseWanted | ResumeWanted | RecorderConfirmed) -> None:
        """Do what a seat wants, but for letting go while it is closed, and believe what a port says."""
        match message:
            case PauseWanted():
                self._paused(message)
            case ResumeWanted() if self._slot.standing.is_open:
                self.resume()
            case RecorderConfirmed(paused=True) if self._pause:
                self._pause.due = None
            case RecorderConfirmed(paused=False):
                self._doubt()

    def look(self) -> None:
        """Write down and tell the agent, once a pause, that nobody confirms it."""
        pause = self._pause
        if pause is None or pause.is_doubted or pause.due is None or self._slot.elapsed() < pause.due:
            return
        pause.is_doubted = True
        body = _about(pause.wanted, Kind.RECORDING_UNCONFIRMED, Severity.VIOLATION, Outcome.FAILED)
        self._slot.recorder.note(self._slot.subject, body)
        if self._slot.seat:
            self._slot.seat.send(NotPaused())

    def resume(self) -> None:
        """Let recorders go on once that is on the record; a pause that is wanted meanwhile keeps them."""
        pause = self._pause
        if pause is None or pause.is_ending:
            return
        pause.is_ending = True

        def let_go(_: int) -> None:
            if self._pause is pause:
                self._pause = None
                self._tell()

        seconds = round(self._slot.elapsed() - pause.since)
        body = _about(pause.wanted, Kind.RECORDING_RESUMED, Severity.CUSTODY, Outcome.DONE, seconds=seconds)
        try:
            self._slot.recorder.write(self._slot.subject, body, let_go)
        except LedgerError:
            self._slot.happen(LockOrdered(at=self._slot.clock(), reason="not_durable"))

    def _paused(self, wanted: PauseWanted) -> None:
        """Pause first, then write; a seat that wants what is so already has it judged anew."""
        if self._pause and not self._pause.is_ending:
            self._doubt()
            return
        now = self._slot.elapsed()
        self._pause = Pause(wanted=wanted, since=now, due=now + CONFIRMED_WITHIN)
        self._tell()
        body = _about(wanted, Kind.RECORDING_PAUSED, Severity.CUSTODY, Outcome.DONE)
        self._slot.recorder.note(self._slot.subject, body)

    def _doubt(self) -> None:
        if self._pause and self._pause.due is None:
            self._pause.due = self._slot.elapsed() + CONFIRMED_WITHIN

    def _tell(self) -> None:
        for port in self._ports:
            port.send(RecorderTold(paused=self._pause is not None))


def _about(wanted: PauseWanted, kind: Kind, severity: Severity, outcome: Outcome, **details: int) -> Body:
    return Body(
        kind=kind,
        severity=severity,
        outcome=outcome,
        rule=wanted.rule,
        application=wanted.application,
        data_classes={wanted.data_class: 1},
        details=dict(details),
    )
