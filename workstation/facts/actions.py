"""What we may do: verbs, each carried out by exactly one port of the seat."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from workstation.facts.body import Body
from workstation.facts.observations import Selection, Serves
from workstation.facts.place import Cover, Mark, Program, Rect

Modifier = Literal["ctrl", "alt", "shift", "super"]
NoticeEvent = Literal[
    "copy_blocked",
    "paste_blocked",
    "page_copy_blocked",
    "selection_cleared",
    "selection_redacted",
    "selection_kept",
    "capture_key",
    "pixels_read",
    "program_ended",
    "file_found",
    "media_found",
    "outside_network",
    "page_uncovered",
    "extension_lost",
    "extension_missing",
    "extension_never_set_up",
    "extension_outdated",
    "reveal_spent",
    "reveal_watched",
    "reveal_captured",
    "masks_restored",
    "recorder_not_paused",
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

    `is_told` says that this one is over the number of a shift, so that the supervisor is told of it.
    """

    number: int
    data_class: str
    reasons: tuple[str, ...]
    places: tuple[Rect, ...]
    seconds: int
    is_told: bool


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

    `keeps` says that the text last read from each may be asked for when it is seized.
    """

    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWindows:
    """Report what windows there are from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReaders:
    """Report programs that read pixels from now on, and those made for that: the known ones, and these (globs)."""

    recorders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchIdle:
    """Report when input has been idle for `after`."""

    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPrograms:
    """Report programs by name or by executable path (globs)."""

    names: tuple[str, ...]
    paths: tuple[str, ...]


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
class LockSeat:
    """Have the keeper lock the seat."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Tell the agent what happened, why, and what to do instead.

    `event` names the sentence, `rule` the rule, `what` the data class or the program ("" for neither); `reason` and
    `instead` are the rule's own sentences.
    """

    event: NoticeEvent
    rule: str
    what: str
    reason: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteEntry:
    """Have the keeper write it down."""

    body: Body


Action = (
    ShowMasks
    | CoverWindows
    | OfferReveals
    | AskReason
    | CoverPage
    | LiftPage
    | HoldCopying
    | FreeCopying
    | PauseRecorder
    | ResumeRecorder
    | HoldCaptureKeys
    | FreeCaptureKeys
    | SeizeSelection
    | WatchSelections
    | WatchWindows
    | WatchReaders
    | WatchIdle
    | WatchPrograms
    | WatchFolders
    | WatchMedia
    | EndProgram
    | LockSeat
    | Notify
    | WriteEntry
)
