"""The doors of the seat: what its engine needs from the desktop, the windows and the keeper."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from workstation.facts.actions import (
    AskProof,
    AskReason,
    CoverPage,
    LiftPage,
    LockWarning,
    Modifier,
    Notify,
    SeizeSelection,
    StepUp,
    WarnOfLock,
    WatchPrograms,
)
from workstation.facts.body import Body
from workstation.facts.capability import Capability
from workstation.facts.observations import Observation, Paper, Pictures, ReaderSeen, Synthetic
from workstation.facts.place import Cover, Mark, Program, Rect
from workstation.facts.session import Session
from workstation.facts.signature import Signature

Post = Callable[[Observation], None]


class Desktop(Protocol):
    """Eyes and hands on one graphical session.

    `start` and `stop` may block for seconds; every other method is called from the engine's thread only, returns
    within a frame and raises DesktopError where the desktop refuses. Observations are posted from threads of the
    desktop's own; `post` never blocks.
    """

    def start(self, post: Post) -> None:
        """Bring every sensor up; raise DesktopError where one that a promise needs cannot work here."""

    def stop(self) -> None:
        """Let everything go: masks, grabs, selections, threads."""

    def capabilities(self) -> tuple[Capability, ...]:
        """Say what this session can keep, only detect, or neither."""

    def show_masks(self, marks: tuple[Mark, ...]) -> None:
        """Cover exactly the hidden pixels of `marks`."""

    def cover_windows(self, covers: tuple[Cover, ...]) -> None:
        """Cover exactly the hidden pixels of `covers`, beside what `show_masks` covers, and say there why."""

    def offer_reveals(self, marks: tuple[Mark, ...], modifier: Modifier) -> None:
        """Post RevealAsked for a click with `modifier` on hidden pixels of `marks`, which reaches no program.

        Every other click reaches the program that it is meant for.
        """

    def cover_page(self, cover: CoverPage) -> None:
        """Have a document cover exactly these classes, and post PageAsked for what is offered; else as `Browsers`."""

    def lift_page(self, lift: LiftPage) -> None:
        """Have a document uncover one value, or put it back; as `Browsers`."""

    def hold_copying(self, field: Rect) -> None:
        """Hold copy, cut and paste chords everywhere, middle and right button inside `field`.

        A selection that is taken meanwhile is seized before SelectionOwned is posted.
        """

    def free_copying(self) -> None:
        """Let them go."""

    def hold_capture_keys(self) -> None:
        """Hold the Print family."""

    def free_capture_keys(self) -> None:
        """Let it go."""

    def hold_printing(self, chords: tuple[Paper, ...]) -> None:
        """Hold exactly the chords that print, save, or both; none where `chords` is empty."""

    def watch_selections(self, *, keeps: bool = False, pictures: Pictures = "leave", blocks: bool = False) -> None:
        """Post SelectionOwned at once and SelectionRead after looking, for every selection; the last call counts.

        SelectionRead comes with the first text in which something is found, and once more where the rest says more.
        With `keeps`, a text in which something sensitive was read is held until the selection has another owner;
        without it, seized selections that served one are empty from now on. Of a picture that comes without a text
        SelectionRead tells where `pictures` says so; where they are read, once more with what was read in it. With
        `blocks`, chords that copy or paste wait while the focus may be on its way, for `hold_copying`.
        """

    def seize_selection(self, seizing: SeizeSelection) -> None:
        """Own the selection and serve it empty, then post SelectionSeized; or serve of the text that was read there.

        That is what a mask leaves, or the whole for programs whose executable one of `into` matches, and nothing for
        others. Without a text that is held from that reading, of at most 16,384 characters, it is empty.
        """

    def watch_windows(self) -> None:
        """Post WindowsSeen now, and whenever windows come, go, move, change their order, names or the focus."""

    def watch_readers(self, recorders: tuple[Signature, ...] = ()) -> None:
        """Post PixelsRead for programs that read foreign pixels, RecordersSeen where recorders run, come and go.

        `recorders` are more programs that are made for that; the last call counts.
        """

    def watch_idle(self, limits: tuple[timedelta, ...], *, synthetic: Synthetic = "ignore") -> None:
        """Post InputIdled at each of `limits` without input, InputResumed at the next input; the last call counts.

        What programs fake is no input where `synthetic` says so and the desktop can tell it from a hand's. Then
        InputFaked tells of it, at each of `limits` and at half of each. A call that finds what was
        told as idle to be none any more posts InputResumed.
        """

    def watch_programs(self, watch: WatchPrograms) -> None:
        """Post ProgramSeen for running and starting programs of the session's user that match; the last call counts."""

    def look_at_programs(self, pids: tuple[int, ...]) -> None:
        """Look at these processes now, for what programs and readers are watched; they have just become what they are.

        Without it they are found some moments later.
        """

    def watch_folders(self, folders: tuple[str, ...]) -> None:
        """Post FileScanned for files in these folders of the home that hold sensitive data; the last call counts."""

    def watch_media(self) -> None:
        """Post MediaMounted for removable media, those already there included, again at every call."""

    def read_anew(self) -> None:
        """Read screen, focus, selections and folders again: the detector goes by another policy.

        What was read before stays true for the receiver until it was read again.
        """

    def end_program(self, program: Program) -> None:
        """End that process by id, if it is still the same program."""

    def identify(self, tool: Program, body: Body) -> None:
        """Post ToolIdentified with `body`, within seconds, and at `stop` at the latest.

        The SHA-256 of the file that `tool` executes is then its detail "digest", if anybody can tell it.
        """

    def identify_reader(self, program: Program, seen: ReaderSeen) -> None:
        """Post ReaderIdentified within seconds, with the digest as in `identify`, "" where nobody can tell it."""


class Browsers(Protocol):
    """The extensions of this session's browsers. Observations are posted from a thread of their own."""

    def start(self, post: Post) -> None:
        """Listen for extensions; raise DesktopError where that cannot be."""

    def stop(self) -> None:
        """Listen no more; pages go on covering what they covered."""

    def running(self, programs: tuple[Program, ...]) -> None:
        """Take these for the browsers that run now, and post BrowsersSeen where that matters. From any thread, at once.

        Said again every few seconds, changed or not.
        """

    def cover(self, cover: CoverPage) -> None:
        """Have a document cover exactly these classes, and post PageAsked for a click on one of those offered.

        Nothing where the document is gone. From any thread, at once.
        """

    def lift(self, lift: LiftPage) -> None:
        """Have a document uncover one value, or put it back, and post PageLiftEnded where that is over or cannot be."""


class Display(Protocol):
    """Our windows in the agent's session. Every method only hands over to the windows' thread."""

    def show(self, session: Session) -> None:
        """Show what the session is now."""

    def notify(self, notice: Notify) -> None:
        """Show one notice."""

    def ask_reason(self, question: AskReason) -> None:
        """Ask for the reason of a reveal, until the session says that it is no longer asked for."""

    def ask_proof(self, question: AskProof) -> None:
        """Ask for what the agent proves themself by, until the session says that it is no longer asked for."""

    def warn(self, warning: WarnOfLock) -> None:
        """Count down to a lock, until that is taken back or the seat is no longer open."""


class Keeper(Protocol):
    """Memory and truth, in another process. Every method returns at once; LinkError where the keeper is gone."""

    def ready(self, capabilities: tuple[Capability, ...]) -> None:
        """Say that every sensor is up; only then may the seat be uncovered."""

    def changed(self, capabilities: tuple[Capability, ...]) -> None:
        """Say that this is what the session can keep now."""

    def policy_taken(self, version: str) -> None:
        """Say that the policy of this version is guarded by; what was reported before was judged by another."""

    def report(self, body: Body) -> None:
        """Have it written down; never dropped silently: LinkError closes the seat."""

    def step_up(self, wish: StepUp) -> None:
        """Have a reveal written down once its agent proved their factors; what it takes for that is told."""

    def drop_step_up(self, number: int) -> None:
        """Say that the reveal of this number is over, and was never lifted."""

    def lock(self, reason: str) -> None:
        """Have the seat locked."""

    def count_down(self, reason: LockWarning, at: datetime | None) -> None:
        """Say that the seat counts down to a lock for `reason` at `at`, or no longer does; may be said over again."""

    def sign_off(self) -> None:
        """Have the agent's session ended."""

    def pause_recorder(self, rule: str, application: str, data_class: str) -> None:
        """Have the call recorder paused, and that written down; said again to every new keeper."""

    def resume_recorder(self) -> None:
        """Have the call recorder go on once that is written down; said again to every new keeper."""
