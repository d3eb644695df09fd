"""What we may do: verbs, each carried out by exactly one port of the seat."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.observations import Paper, Pictures, ReaderSeen, Selection, Serves, Synthetic
from workstation.facts.place import Cover, Mark, Program, Rect
from workstation.facts.signature import Signature

Modifier = Literal["ctrl", "alt", "shift", "super"]
LockWarning = Literal["idle", "reauth", "shift_over"]
NoticeEvent = Literal[
    "copy_blocked",
    "paste_blocked",
    "page_copy_blocked",
    "selection_cleared",
    "selection_redacted",
    "selection_kept",
    "capture_key",
    "print_blocked",
    "save_blocked",
    "pixels_read",
    "recorder_runs",
    "program_ended",
    "file_found",
    "media_found",
    "outside_network",
    "network_unknown",
    "input_faked",
    "page_uncovered",
    "extension_lost",
    "extension_missing",
    "extension_never_set_up",
    "extension_outdated",
    "reveal_spent",
    "reveal_watched",
    "reveal_captured",
    "support_allowed",
    "support_over",
    "masks_restored",
    "keyboard_taken",
    "recorder_not_paused",
    "recovery_code_used",
    "credentials_changed",
    "glass_broken",
    "control_failed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMasks:
    """Cover exactly these marks; an empty tuple uncovers everything."""

    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverWindows:
    """Cover exactly these parts of windows, beside the marks; an empty tuple uncovers them all."""

    covers: tuple[Cover, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReveals:
    """Take a click with `modifier` on these marks, and on nothing else, for a wish to see them."""

    marks: tuple[Mark, ...]
    modifier: Modifier


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReason:
    """Have the agent choose one of `reasons` for the reveal of this number, near `places`, or the pointer without any.

    `is_told` says that this one is over the number of a shift, so that the supervisor is told of it, `may_type` that
    the agent may write a reason of their own.
    """

    number: int
    data_class: str
    reasons: tuple[str, ...]
    places: tuple[Rect, ...]
    seconds: int
    is_told: bool
    may_type: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """Have `body`, a reveal of this number, written down once the agent proved their factors `within` that time."""

    number: int
    body: Body
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProof:
    """Have the agent prove `factors` for the reveal of this number, near `places`, or the pointer without any."""

    number: int
    data_class: str
    factors: tuple[Factor, ...]
    places: tuple[Rect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropStepUp:
    """Tell the keeper that the reveal of this number is over, and was never lifted."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClass:
    """A class that the policy defines, as written there; `words` are those beside which alone it is looked for."""

    data_class: str
    pattern: str
    check: str
    words: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverPage:
    """Have the extension cover these classes in the document `key`, phone numbers as those `regions` write them.

    `own` are those of the classes that the policy defines. A click with `modifier` on a value of the classes `offered`
    is a wish to see it, and reaches no page.
    """

    key: str
    classes: tuple[str, ...]
    regions: tuple[str, ...]
    own: tuple[PageClass, ...] = ()
    offered: tuple[str, ...] = ()
    modifier: Modifier = "ctrl"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftPage:
    """Have the extension uncover, in the document `key`, the value that it asked for by the number `value`.

    0 is the value that the pointer was on; 0 seconds put it back.
    """

    key: str
    data_class: str
    seconds: int
    value: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCopying:
    """Hold the copy, cut and paste chords, and the middle and right button inside `field`."""

    field: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCopying:
    """Let the chords and buttons go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRecorder:
    """Have the call recorder paused, because `rule` says so of this class of data in this program."""

    rule: str
    application: str
    data_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRecorder:
    """Let the call recorder go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCaptureKeys:
    """Hold the Print family for the whole session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCaptureKeys:
    """Let the Print family go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPrinting:
    """Hold exactly the chords that do one of these; an empty tuple lets them all go."""

    chords: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeizeSelection:
    """Take the selection over; serve nothing of it, what a mask leaves, or the whole to the programs `into` alone.

    What is served is what was met at the reading of that number, and nothing where it is another by now.
    """

    selection: Selection
    reading: int = 0
    serves: Serves = "nothing"
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSelections:
    """Report owners and classes of every selection from now on.

    `keeps` says that the text last read from each may be asked for when it is seized, `pictures` what is told of them,
    `blocks` that copying in a sensitive field is prevented, also right after a click into it.
    """

    keeps: bool = False
    pictures: Pictures = "leave"
    blocks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWindows:
    """Report what windows there are from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReaders:
    """Report programs that read pixels from now on, and those made for that: the known ones, and these."""

    recorders: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchIdle:
    """Report when input has been idle for each of `limits`, and what programs fake; `synthetic` says if that counts."""

    limits: tuple[timedelta, ...]
    synthetic: Synthetic = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPrograms:
    """Report programs by name or by executable path (globs), by the digest of that file, or by its package."""

    names: tuple[str, ...]
    paths: tuple[str, ...]
    digests: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPrograms:
    """Look at these processes now, for what is watched."""

    pids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFolders:
    """Report files with sensitive data in these folders of the agent's home ("Desktop", "Downloads")."""

    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMedia:
    """Report removable media that are mounted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndProgram:
    """End this process of the session's user, by id, only while it is still the same program."""

    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyReader:
    """Post ReaderIdentified within seconds, with the digest of what `program` executes."""

    program: Program
    seen: ReaderSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSeat:
    """Have the keeper lock the seat."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """Have the keeper end the agent's session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnOfLock:
    """Count down to `at`, when the seat locks for this reason; None takes the warning of that reason back.

    With `signs_out` its agent is signed out then.
    """

    reason: LockWarning
    at: datetime | None
    signs_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Tell the agent what happened, why, and what to do instead.

    `event` names the sentence, `rule` the rule, `what` the data class or the program ("" for neither); `reason` and
    `instead` are the rule's own sentences. `until` is when it ends by itself, `who` who allowed it.
    """

    event: NoticeEvent
    rule: str
    what: str
    reason: str
    instead: str
    until: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteEntry:
    """Have the keeper write it down; about a `tool`, with the digest of its file, moments later."""

    body: Body
    tool: Program | None = None


Action = (
    ShowMasks
    | CoverWindows
    | OfferReveals
    | AskReason
    | StepUp
    | AskProof
    | DropStepUp
    | CoverPage
    | LiftPage
    | HoldCopying
    | FreeCopying
    | PauseRecorder
    | ResumeRecorder
    | HoldCaptureKeys
    | FreeCaptureKeys
    | HoldPrinting
    | SeizeSelection
    | WatchSelections
    | WatchWindows
    | WatchReaders
    | WatchIdle
    | WatchPrograms
    | LookAtPrograms
    | WatchFolders
    | WatchMedia
    | EndProgram
    | IdentifyReader
    | LockSeat
    | SignOff
    | WarnOfLock
    | Notify
    | WriteEntry
)
