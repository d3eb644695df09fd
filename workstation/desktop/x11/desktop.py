"""The X11 desktop: every adapter built in one place, each with a connection and a thread of its own."""

# SPDX-License-Identifier: Apache-2.0

from contextlib import ExitStack
from datetime import timedelta

from workstation.desktop.folders import Folders
from workstation.desktop.media import Media
from workstation.desktop.programs import Programs
from workstation.desktop.surroundings import Surroundings
from workstation.desktop.x11.accessibility import Accessibility
from workstation.desktop.x11.browsers import RunningBrowsers
from workstation.desktop.x11.capabilities import X11_CAPABILITIES
from workstation.desktop.x11.clipboard import Clipboard
from workstation.desktop.x11.focus import LabelClass
from workstation.desktop.x11.idle import Idle
from workstation.desktop.x11.keys import Keys
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.readers import Readers
from workstation.desktop.x11.reveals import Reveals
from workstation.desktop.x11.windowwatch import WindowWatch
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.facts.actions import CoverPage, LiftPage, Modifier, SeizeSelection
from workstation.facts.capability import Capability
from workstation.facts.observations import Observation
from workstation.facts.place import Cover, Mark, Program, Rect
from workstation.seat.ports import Browsers, Post


class X11Desktop:
    """Implements seat.ports.Desktop on X11, with AT-SPI for eyes."""

    def __init__(self, scan: Scan, label_class: LabelClass, browsers: Browsers) -> None:
        self._post: Post | None = None
        self._browsers = browsers
        self._running_browsers = RunningBrowsers(browsers.running, self._posted)
        self._running = ExitStack()
        self._accessibility = Accessibility(scan, label_class, self._posted)
        self._masks = Masks(self._posted)
        self._keys = Keys(self._posted)
        self._reveals = Reveals(self._posted)
        self._clipboard = Clipboard(scan, self._posted)
        self._readers = Readers(self._posted)
        self._windows = WindowWatch(self._posted)
        self._idle = Idle(self._posted)
        self._programs = Programs(self._posted)
        self._folders = Folders(scan, self._posted)
        self._media = Media(self._posted)
        self._surroundings = Surroundings(self._posted)

    def start(self, post: Post) -> None:
        """Bring every sensor up, masks before eyes; raise DesktopError where one cannot work here."""
        self._post = post
        for stop in (self._windows.stop, self._programs.stop, self._folders.stop, self._media.stop, self._readers.stop):
            self._running.callback(stop)
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
        return X11_CAPABILITIES

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
        self._clipboard.refuse(everything=True)
        self._keys.hold_copying(field)

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

    def watch_selections(self, *, keeps: bool = False) -> None:
        """Post what happens to every selection."""
        self._clipboard.watch(keeps=keeps)

    def seize_selection(self, seizing: SeizeSelection) -> None:
        """Own the selection and serve it empty, masked, or whole to some programs."""
        self._clipboard.seize(seizing)

    def watch_windows(self) -> None:
        """Post WindowsSeen now, and whenever that changes."""
        self._windows.watch()

    def watch_readers(self, recorders: tuple[str, ...] = ()) -> None:
        """Post PixelsRead for programs that read foreign pixels."""
        self._readers.watch(recorders)

    def watch_idle(self, after: timedelta) -> None:
        """Post InputIdled at `after` without input, InputResumed at the next input."""
        self._idle.watch(after)

    def watch_programs(self, names: tuple[str, ...], paths: tuple[str, ...]) -> None:
        """Post ProgramSeen for programs of the session's user that match."""
        self._programs.watch(names, paths)

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

    def _posted(self, observation: Observation) -> None:
        if self._post is None:
            raise DesktopError("the desktop was not started")
        self._post(observation)
