"""The X11 desktop: every adapter built in one place, each with a connection and a thread of its own."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import ExitStack
from datetime import timedelta

from workstation.desktop.folders import Folders
from workstation.desktop.media import Media
from workstation.desktop.portals import Portals
from workstation.desktop.programs import Programs
from workstation.desktop.recorders import Recorders
from workstation.desktop.surroundings import Surroundings
from workstation.desktop.tools import Tools
from workstation.desktop.x11.accessibility import Accessibility
from workstation.desktop.x11.browsers import RunningBrowsers
from workstation.desktop.x11.capabilities import x11_capabilities
from workstation.desktop.x11.clipboard import Clipboard
from workstation.desktop.x11.focus import LabelClass
from workstation.desktop.x11.idle import Idle
from workstation.desktop.x11.keys import Keys
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.picturetext import can_read_pictures
from workstation.desktop.x11.readers import Readers
from workstation.desktop.x11.reveals import Reveals
from workstation.desktop.x11.windowwatch import WindowWatch
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.executable import Digests
from workstation.facts.actions import CoverPage, LiftPage, Modifier, SeizeSelection, WatchPrograms
from workstation.facts.body import Body
from workstation.facts.capability import Capability
from workstation.facts.observations import (
    Observation,
    Paper,
    Pictures,
    PixelsRead,
    ProgramSeen,
    ReaderSeen,
    ScreenRead,
    SelectionOwned,
    SelectionRead,
    Synthetic,
)
from workstation.facts.place import Cover, Mark, Program, Rect
from workstation.facts.signature import Signature
from workstation.seat.ports import Browsers, Post

BY_PROGRAMS = (PixelsRead, ProgramSeen, SelectionOwned, SelectionRead)


class X11Desktop:
    """Implements seat.ports.Desktop on X11, with AT-SPI for eyes."""

    def __init__(self, scan: Scan, label_class: LabelClass, browsers: Browsers) -> None:
        self._post: Post | None = None
        self._browsers = browsers
        self._running_browsers = RunningBrowsers(browsers.running, self._posted)
        self._running = ExitStack()
        digests = Digests()
        self._tools = Tools(digests, self._posted)
        self._masks = Masks(self._posted)
        self._keys = Keys(self._posted)
        self._accessibility = Accessibility(scan, label_class, self._posted, self._keys)
        self._reveals = Reveals(self._posted)
        self._clipboard = Clipboard(scan, self._posted)
        self._recorders = Recorders(self._posted)
        self._portals = Portals(self._recorders)
        self._readers = Readers(self._posted, self._recorders, self._tools.hold)
        self._windows = WindowWatch(self._posted)
        self._idle = Idle(self._posted)
        self._programs = Programs(self._posted, self._recorders, digests)
        self._folders = Folders(scan, self._posted)
        self._media = Media(self._posted)
        self._surroundings = Surroundings(self._posted)

    def start(self, post: Post) -> None:
        """Bring every sensor up, masks before eyes; raise DesktopError where one cannot work here."""
        self._post = post
        self._tools.start()
        self._running.callback(self._tools.stop)
        for watching in (self._windows, self._programs, self._folders, self._media, self._readers, self._portals):
            self._running.callback(watching.stop)
        for start, stop in (
            (self._surroundings.start, self._surroundings.stop),
            (self._masks.start, self._masks.stop),
            (self._keys.start, self._keys.stop),
            (self._reveals.start, self._reveals.stop),
            (self._clipboard.start, self._clipboard.stop),
            (self._idle.start, self._idle.stop),
            (lambda: self._browsers.start(self._posted), self._browsers.stop),
            (self._running_browsers.start, self._running_browsers.stop),
            (self._accessibility.start, self._accessibility.stop),
        ):
            start()
            self._running.callback(stop)

    def stop(self) -> None:
        """Let everything go, eyes before masks."""
        self._running.close()

    def capabilities(self) -> tuple[Capability, ...]:
        """Say what X11 can keep, only detect, or neither."""
        return x11_capabilities(reads_pictures=can_read_pictures(), tells_hands=self._idle.tells_apart())

    def show_masks(self, marks: tuple[Mark, ...]) -> None:
        """Cover exactly the hidden pixels of `marks`."""
        self._masks.show(marks)

    def cover_windows(self, covers: tuple[Cover, ...]) -> None:
        """Cover exactly the hidden pixels of `covers`, beside the masks."""
        self._masks.cover(covers)

    def offer_reveals(self, marks: tuple[Mark, ...], modifier: Modifier) -> None:
        """Post RevealAsked for a click with `modifier` on hidden pixels of `marks`, which reaches no program."""
        self._reveals.offer(marks, modifier)

    def cover_page(self, cover: CoverPage) -> None:
        """Have a document cover exactly these classes."""
        self._browsers.cover(cover)

    def lift_page(self, lift: LiftPage) -> None:
        """Have a document uncover one value, or put it back."""
        self._browsers.lift(lift)

    def hold_copying(self, field: Rect) -> None:
        """Hold copy, cut and paste chords everywhere, middle and right button inside `field`; refuse selections."""
        try:
            self._keys.hold_copying(field)  # at once: the clipboard may be at what was just selected
        finally:
            self._clipboard.refuse(everything=True)

    def free_copying(self) -> None:
        """Let them go."""
        self._keys.free_copying()
        self._clipboard.refuse(everything=False)

    def hold_capture_keys(self) -> None:
        """Hold the Print family."""
        self._keys.hold_capture_keys()

    def free_capture_keys(self) -> None:
        """Let it go."""
        self._keys.free_capture_keys()

    def hold_printing(self, chords: tuple[Paper, ...]) -> None:
        """Hold exactly the chords that print, save, or both."""
        self._keys.hold_printing(chords)

    def watch_selections(self, *, keeps: bool = False, pictures: Pictures = "leave", blocks: bool = False) -> None:
        """Post what happens to every selection; where a rule `blocks`, copying chords wait while the focus moves."""
        self._clipboard.watch(keeps=keeps, pictures=pictures)
        self._keys.await_focus(is_wanted=blocks)

    def seize_selection(self, seizing: SeizeSelection) -> None:
        """Own the selection and serve it empty, masked, or whole to some programs."""
        self._clipboard.seize(seizing)

    def watch_windows(self) -> None:
        """Post WindowsSeen now, and whenever that changes."""
        self._windows.watch()

    def watch_readers(self, recorders: tuple[Signature, ...] = ()) -> None:
        """Post PixelsRead for programs that read foreign pixels, RecordersSeen for those made for that."""
        self._readers.watch(recorders)
        self._programs.watch_recorders(recorders)
        self._portals.start()

    def watch_idle(self, limits: tuple[timedelta, ...], *, synthetic: Synthetic = "ignore") -> None:
        """Post InputIdled at each of `limits` without input, InputFaked for what does not count, and InputResumed."""
        self._idle.watch(limits, synthetic=synthetic)

    def watch_programs(self, watch: WatchPrograms) -> None:
        """Post ProgramSeen for programs of the session's user that match."""
        self._programs.watch(watch)

    def look_at_programs(self, pids: tuple[int, ...]) -> None:
        """Look at these processes now, for what programs and readers are watched."""
        self._programs.look_at(pids)

    def watch_folders(self, folders: tuple[str, ...]) -> None:
        """Post FileScanned for files in these folders of the home that hold sensitive data."""
        self._folders.watch(folders)

    def watch_media(self) -> None:
        """Post MediaMounted for removable media, those already there included."""
        self._media.watch()

    def read_anew(self) -> None:
        """Read screen, focus, selections and folders again: the detector goes by another policy."""
        self._accessibility.read_anew()
        self._clipboard.read_anew()
        self._folders.read_anew()

    def end_program(self, program: Program) -> None:
        """End that process by id, if it is still the same program."""
        self._programs.end(program)

    def identify(self, tool: Program, body: Body) -> None:
        """Post ToolIdentified with `body`, and the digest of the file that `tool` executes."""
        self._tools.identify(tool, body)

    def identify_reader(self, program: Program, seen: ReaderSeen) -> None:
        """Post ReaderIdentified with the digest of the file that `program` executes."""
        self._tools.identify_reader(program, seen)

    def _posted(self, observation: Observation) -> None:
        if self._post is None:
            raise DesktopError("the desktop was not started")
        if isinstance(observation, ScreenRead):
            self._keys.shown(is_sensitive=bool(observation.marks))
        if isinstance(observation, BY_PROGRAMS):
            self._tools.hold(observation.program)
        self._post(observation)
