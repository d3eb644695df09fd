"""One mask on its way to be lifted: asked for, chosen, on the record, open, covered again."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.observations import (
    CallChanged,
    ChordSwallowed,
    Circumstance,
    EntryWritten,
    FieldFocused,
    InputIdled,
    LockWanted,
    Observation,
    PixelsRead,
    PolicyChanged,
    ProgramSeen,
    ProofAsked,
    ProofInBrowser,
    ReasonChosen,
    ReasonTyped,
    RecordersSeen,
    RevealEnded,
    ScreenRead,
    SelectionOwned,
    SensorFailed,
    SurroundingsChanged,
    TruthChanged,
)
from workstation.facts.pagefacts import PageClosed, PageLiftEnded, PageOpened
from workstation.facts.place import Field, Mark
from workstation.facts.truth import Truth

CHOSEN_WITHIN = timedelta(minutes=5)
PROVED_WITHIN = timedelta(minutes=2)
WRITTEN_WITHIN = timedelta(seconds=5)
BACK_WITHIN = timedelta(seconds=30)
SETTLES_WITHIN = timedelta(seconds=1)
SET_BACK = timedelta(seconds=1)
ASKING = frozenset({"asked", "proving"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealing:
    """One mask of an open seat; `number` tells it from every other one that this seat was asked to lift.

    `page` is the document whose extension took the click, "" where it was on a mask of ours, and `value` what it calls
    the value that was clicked.

    `chosen` is asked for with a reason, and waits for its record; `proving` waits for what its agent is asked to prove
    before that, and for the record then; `recorded` waits for the keyboard to be back at `focus`, where it was before
    the question; only `open` is lifted, for `lasting` from the first moment on. `seen` is the last time that was told,
    `until` when the stage ends by itself.

    Who proves who they are in a browser `is_away`: the mask may be out of sight (`is_hidden`) until they are back at
    it, for which they have BACK_WITHIN from the record on.
    """

    number: int
    mark: Mark
    focus: Field | None
    page: str = ""
    value: int = 0
    stage: Literal["asked", "chosen", "proving", "recorded", "open"] = "asked"
    seen: datetime
    until: datetime
    chosen: datetime | None = None
    lasting: timedelta = timedelta()
    opened: datetime | None = None
    is_away: bool = False
    is_hidden: bool = False

    def after(  # noqa: PLR0911 - one arm a fact
        self, observation: Observation, focus: Field | None
    ) -> "Revealing | None":
        """Return what it is once `observation` happened while the keyboard was at `focus`; None once it is over."""
        if self._ends(observation):
            return None
        if isinstance(observation, ScreenRead):
            return self._read(observation)
        match observation:
            case ReasonChosen(at=at, number=self.number) | ReasonTyped(at=at, number=self.number) if (
                self.stage == "asked"
            ):
                return replace(self, stage="chosen", chosen=at, until=at + WRITTEN_WITHIN)
            case ProofAsked(at=at, number=self.number) if self.stage == "chosen":
                return replace(self, stage="proving", until=at + PROVED_WITHIN)
            case ProofInBrowser(number=self.number) if self.stage == "proving":
                return replace(self, is_away=True)
            case EntryWritten(at=at, body=body) if self.stage in {"chosen", "proving"} and self._is_told_by(body):
                recorded = self._recorded(at, timedelta(seconds=int(body.details.get("seconds", 0))))
                waits = recorded if focus is None or self.is_away else None
                return recorded.open_at(at) if self._is_back(focus) else waits
            case FieldFocused(at=at, field=field) if self.stage == "recorded" and self._is_back(field):
                return self.open_at(at)
            case FieldFocused(field=field) if self.stage == "open" and field != self.focus:
                return replace(self, stage="recorded", until=min(self.until, self.seen + WRITTEN_WITHIN))
            case _ if isinstance(observation, Circumstance):
                return replace(self, seen=max(self.seen, observation.at))
            case _:
                return self

    def open_at(self, at: datetime) -> "Revealing":
        """Return it open, for what is left of its time."""
        opened = self.opened or at
        return replace(self, stage="open", opened=opened, until=opened + self.lasting)

    def _recorded(self, at: datetime, lasting: timedelta) -> "Revealing":
        """Return it on the record. What was proved kept the keyboard until now, as a question does until its answer."""
        if self.is_away:
            return replace(self, stage="recorded", chosen=at, until=at + BACK_WITHIN, seen=at, lasting=lasting)
        if self.stage == "proving":
            return replace(self, stage="recorded", chosen=at, until=at + WRITTEN_WITHIN, seen=at, lasting=lasting)
        return replace(self, stage="recorded", seen=at, lasting=lasting)

    def _read(self, read: ScreenRead) -> "Revealing":
        """Return it after a look at the screen; an agent who was in a browser may be back at the mask."""
        found = self._among(read.marks)
        if not self.is_away:
            return replace(self, mark=found, seen=max(self.seen, read.at)) if found and self.stage in ASKING else self
        now = replace(self, seen=max(self.seen, read.at), is_hidden=found is None, mark=found or self.mark)
        if found is None:
            return now
        if self.stage == "recorded" and self.focus is None:
            return replace(now, is_away=False).open_at(read.at)
        return replace(now, is_away=self.stage != "open")

    def _is_back(self, focus: Field | None) -> bool:
        """Say whether the keyboard is where it was; no field at all is where it was only with the mask in sight."""
        return focus == self.focus and (focus is not None or bool(self.page) or not self.is_hidden)

    def _is_told_by(self, body: Body) -> bool:
        return body.kind is Kind.REVEAL_OPENED and body.details.get("number") == self.number

    def _ends(self, observation: Observation) -> bool:  # noqa: C901, PLR0911 - one arm a fact
        """Say whether the mask must be back: whatever may be a look at it from elsewhere ends it."""
        match observation:
            case TruthChanged(truth=truth) if truth is not Truth.ACTIVE:
                return True
            case PolicyChanged() | CallChanged() | SurroundingsChanged() | LockWanted() | InputIdled() | SensorFailed():
                return True
            case PixelsRead() | ProgramSeen() | ChordSwallowed(purpose="capture"):
                return True
            case RecordersSeen(programs=programs) if programs:
                return True
            case RevealEnded(number=number):
                return number == self.number
            case SelectionOwned():
                return self.stage == "open"
            case FieldFocused(at=at, field=field):
                return self._leaves(field, at)
            case ScreenRead(marks=marks):
                return not self.page and not self.is_away and self._among(marks) is None
            case PageClosed(key=self.page) | PageOpened(key=self.page):
                return True
            case PageLiftEnded(key=self.page):
                return self.stage == "open"
            case _ if isinstance(observation, Circumstance):
                return not self.seen - SET_BACK <= observation.at < self.until
            case _:
                return False

    def _among(self, marks: tuple[Mark, ...]) -> Mark | None:
        """Return the mark as it is now. While its agent is asked, one that only moved is followed by its value."""
        if self.mark in marks:
            return self.mark
        if not (self.stage in ASKING or self.is_away) or not self.mark.value:
            return None
        moved = [mark for mark in marks if replace(mark, hidden=self.mark.hidden, told=self.mark.told) == self.mark]
        return moved[0] if len(moved) == 1 else None

    def _leaves(self, field: Field | None, at: datetime) -> bool:
        """Say whether the keyboard left for good. A question takes it away, and some programs tell that late."""
        match self.stage:
            case "recorded":
                return at >= self.until or not (self.is_away or field in {None, self.focus})
            case "open" if field != self.focus:
                return field is not None or self.chosen is None or at - self.chosen > SETTLES_WITHIN
            case _:
                return False


def asked(number: int, mark: Mark, focus: Field | None, at: datetime) -> Revealing:
    """Return what begins when an agent asks for the mask of `mark` to be lifted."""
    return Revealing(number=number, mark=mark, focus=focus, seen=at, until=at + CHOSEN_WITHIN)
