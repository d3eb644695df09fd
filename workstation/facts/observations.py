"""What the world reports: one frozen fact each, time included, content never."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.pagefacts import PageFact
from workstation.facts.place import Field, Mark, Program, ShownWindow
from workstation.facts.shiftend import ShiftEnd
from workstation.facts.situation import Interface, StoreView
from workstation.facts.support import Supported
from workstation.facts.truth import Truth

Selection = Literal["CLIPBOARD", "PRIMARY", "SECONDARY", "XdndSelection"]
"""What programs hand each other text by; the last is what a drag of the mouse carries."""
Serves = Literal["nothing", "masked", "whole"]
"""What a seized selection gives out."""
Pictures = Literal["leave", "read", "refuse"]
"""What becomes of a copied picture: nobody looks at it, what is written in it counts, or it may not be there."""
UNREADABLE = "unreadable"
PICTURE = "picture"
Synthetic = Literal["ignore", "count"]
"""Whether input that a program fakes counts as the agent's."""
Faker = Literal["xtest", "uinput"]
"""How a program fakes input: by the X server, or by a device that the kernel made for it."""
Paper = Literal["print", "save"]
"""What takes a whole document out of its program: onto paper, or into a file."""
Purpose = Literal["copy", "paste", "menu", "capture", "print", "save"]
"""What a held chord or button would have done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatEnding:
    """The engine was told to end; nothing is judged after this."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatStarted:
    """The engine runs and every sensor that the desktop has is up."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged:
    """Another policy is in force, of this version; the guards that judge this are its own."""

    at: datetime
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyConfirmed:
    """The keeper said when the audit store last proved the policy, and whether that is too long ago.

    `confirmed` is None for a file of this machine.
    """

    at: datetime
    confirmed: datetime | None
    is_strictest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTicked:
    """Time passed; nothing else happened."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthChanged:
    """The keeper said what the seat is now, and when it closes unless the audit store is heard.

    `shift` is the end of the shift, once that is near.
    """

    at: datetime
    truth: Truth
    agent: str
    reason: str
    closes_at: datetime | None = None
    shift: ShiftEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFocused:
    """The keyboard focus moved; `field` is None where nothing editable has it."""

    at: datetime
    field: Field | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRead:
    """All sensitive values that the accessible programs show now."""

    at: datetime
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsSeen:
    """All windows of programs that can be seen now, from bottom to top."""

    at: datetime
    windows: tuple[ShownWindow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MasksRestored:
    """Masks did not cover what they must, for some moments, and were put back."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOwned:
    """A program of the session took a selection; nobody has read it yet."""

    at: datetime
    selection: Selection
    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionRead:
    """What a selection holds, as classes with counts; empty where nothing sensitive is in it.

    The class `UNREADABLE` stands for what its owner did not let us see: it cannot be judged. `pictured` is of a
    picture: the class `PICTURE`, where they are looked for, and what was read in it. `reading` tells this one from
    every other, but for the same one told again with what was found later.
    """

    at: datetime
    selection: Selection
    program: Program
    data_classes: Mapping[str, int]
    pictured: Mapping[str, int] = field(default_factory=dict)
    reading: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionSeized:
    """The seat owns a selection, and gives this of what it held to these programs."""

    at: datetime
    selection: Selection
    serves: Serves
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChordSwallowed:
    """A held chord or mouse button was pressed and reached no program."""

    at: datetime
    chord: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyboardTaken:
    """Another program has held the whole keyboard for seconds, while copying chords were to be held before it."""

    at: datetime


ReaderSeen = Literal["pixels_read", "recorder_runs", "before"]
"""What is to be judged once a reader is known by what it executes; of what was seen `before`, only who it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelsRead:
    """A program read the pixels of windows that are not its own, so often since that was last told of it."""

    at: datetime
    program: Program
    reads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreRead:
    """How often a program that is gone had read since PixelsRead was last told of it."""

    at: datetime
    program: Program
    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealAsked:
    """The agent clicked the mask of `mark` with the policy's modifier; the click reached no program."""

    at: datetime
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChosen:
    """The agent said for which of its reasons the reveal of this number is."""

    at: datetime
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonTyped:
    """The agent wrote a reason of their own for the reveal of this number; the detector found nothing in it."""

    at: datetime
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAsked:
    """The keeper wants these factors proved before it writes the reveal of this number down."""

    at: datetime
    number: int
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofInBrowser:
    """The agent goes on to a browser at this seat, to prove there who they are for the reveal of this number."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealEnded:
    """The agent wants the reveal of this number no more."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordersSeen:
    """All programs of this session that are made for filming, sharing or controlling its screen, and run now."""

    at: datetime
    programs: tuple[Program, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramsStarted:
    """The keeper heard that these processes of the session's user executed something just now."""

    at: datetime
    pids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSeen:
    """A watched program runs; `mark` is the digest or the package by which it is watched, "" for name or path."""

    at: datetime
    program: Program
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScanned:
    """A file of a watched folder holds sensitive data; its name is not told."""

    at: datetime
    folder: str
    data_classes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaMounted:
    """A removable medium was mounted at `mount_point`."""

    at: datetime
    mount_point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputIdled:
    """No key and no pointer for `idle`."""

    at: datetime
    idle: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFaked:
    """No hand gave input for `idle`, but a program did, the last time `ago`; it did not count."""

    at: datetime
    idle: timedelta
    by: Faker
    ago: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class InputResumed:
    """A key or the pointer moved after idling."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTurnedOff:
    """The screen went dark: by the saver, or because its monitors were switched off."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorFailed:
    """A sensor or a hand of the desktop stopped working: what it kept is not kept."""

    at: datetime
    sensor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockWanted:
    """The agent asked to lock the seat."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffWanted:
    """The agent asked to end their session at this seat."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SurroundingsChanged:
    """The seat is in another network, or its clock is in another zone."""

    at: datetime
    addresses: tuple[str, ...]
    utc_offset: timedelta
    interfaces: tuple[Interface, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSawSeat:
    """The keeper said from where the audit store sees this workstation; with None, that this is known no more."""

    at: datetime
    view: StoreView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged:
    """A call began, or ended and that is on the record."""

    at: datetime
    on_call: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportChanged:
    """The keeper said that remote support is allowed, and that is on the record; or, with None, that none is."""

    at: datetime
    support: Supported | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseUnconfirmed:
    """The keeper said that no call recorder was paused in time, though it had to be."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed:
    """The agent came in by a recovery code, and so many are left."""

    at: datetime
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangeOffered:
    """By these factors the agent may change their password now; by none, they may not."""

    at: datetime
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsChanged:
    """Something changed by which the agent proves who they are: `what` is a word for it."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken:
    """A break-glass code opened the seat, until then at the latest."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolIdentified:
    """What is to be written down of a program, with the digest of its file in its details, if anybody can tell."""

    at: datetime
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderIdentified:
    """What a program that reads the screen, or is made for it, executes: its digest, "" where nobody can tell."""

    at: datetime
    program: Program
    digest: str
    seen: ReaderSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWritten:
    """The keeper said that `body` is durable."""

    at: datetime
    body: Body


Observation = (
    SeatEnding
    | SeatStarted
    | PolicyChanged
    | PolicyConfirmed
    | ClockTicked
    | TruthChanged
    | FieldFocused
    | ScreenRead
    | WindowsSeen
    | PageFact
    | MasksRestored
    | SelectionOwned
    | SelectionRead
    | SelectionSeized
    | ChordSwallowed
    | KeyboardTaken
    | PixelsRead
    | MoreRead
    | RecordersSeen
    | RevealAsked
    | ReasonChosen
    | ReasonTyped
    | ProofAsked
    | ProofInBrowser
    | RevealEnded
    | ProgramsStarted
    | ProgramSeen
    | FileScanned
    | MediaMounted
    | InputIdled
    | InputFaked
    | InputResumed
    | ScreenTurnedOff
    | SensorFailed
    | LockWanted
    | SignOffWanted
    | SurroundingsChanged
    | StoreSawSeat
    | CallChanged
    | SupportChanged
    | PauseUnconfirmed
    | RecoveryCodeUsed
    | PasswordChangeOffered
    | CredentialsChanged
    | GlassBroken
    | ToolIdentified
    | ReaderIdentified
    | EntryWritten
)

Circumstance = (
    ClockTicked | TruthChanged | SurroundingsChanged | StoreSawSeat | CallChanged | SupportChanged | EntryWritten
)
"""What may change which rules hold, without anything new on the screen."""
