"""A desktop in memory: it keeps the promises of seat.ports.Desktop towards programs that a test plays."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import count

from msgspec import structs

from workstation.desktop.x11.chords import CAPTURE, COPYING, PRINTING, Chord
from workstation.desktop.x11.holding import BUTTONS
from workstation.detect.finding import Scan
from workstation.detect.masked import masked
from workstation.errors import DesktopError
from workstation.facts.actions import CoverPage, LiftPage, Modifier, SeizeSelection, WatchPrograms
from workstation.facts.body import Body
from workstation.facts.capability import Capability, Strength
from workstation.facts.observations import (
    PICTURE,
    ChordSwallowed,
    InputIdled,
    InputResumed,
    MediaMounted,
    Observation,
    Paper,
    Pictures,
    PixelsRead,
    ProgramSeen,
    ReaderIdentified,
    ReaderSeen,
    RecordersSeen,
    RevealAsked,
    Selection,
    SelectionOwned,
    SelectionRead,
    SelectionSeized,
    Synthetic,
    ToolIdentified,
    WindowsSeen,
)
from workstation.facts.place import Cover, Mark, Program, Rect, ShownWindow
from workstation.facts.signature import Signature
from workstation.facts.watchers import is_recorder
from workstation.seat.ports import Post


def now() -> datetime:
    return datetime.now(UTC)


class FakeDesktop:
    """The first half is the port, the second what a person and other programs do."""

    def __init__(self, scan: Scan) -> None:
        self.marks: tuple[Mark, ...] = ()
        self.covers: tuple[Cover, ...] = ()
        self.covered: dict[str, CoverPage] = {}
        self.lifted: dict[str, LiftPage] = {}
        self.ended: list[Program] = []
        self.refuses: set[str] = set()
        self.looked_at: tuple[int, ...] = ()
        self._scan = scan
        self._offered: tuple[tuple[Mark, ...], Modifier] = ((), "ctrl")
        self._post: Post | None = None
        self._field: Rect | None = None
        self._chords: tuple[Chord, ...] = ()
        self._watched: set[str] = set()
        self._selections: dict[Selection, tuple[Program | None, str]] = {}
        self._into: dict[Selection, tuple[str, ...] | None] = {}
        self._keeps = False
        self._pictures: Pictures = "leave"
        self._kept: dict[Selection, tuple[int, str]] = {}
        self._readings = count(1)
        self._idle_after: timedelta | None = None
        self._idle = False
        self._forbidden: tuple[str, ...] = ()
        self._running: list[Program] = []
        self._recorders: list[Program] = []
        self._signatures: tuple[Signature, ...] = ()
        self._windows: list[ShownWindow] = []

    def start(self, post: Post) -> None:
        self._may("start")
        self._post = post

    def stop(self) -> None:
        for selection, (owner, _) in tuple(self._selections.items()):
            if owner is None:
                del self._selections[selection]
        self._post = self._field = self._idle_after = None
        self.marks, self.covers, self._chords = (), (), ()
        self._offered = ((), "ctrl")
        self._watched.clear()

    def capabilities(self) -> tuple[Capability, ...]:
        return (Capability(promise="Everything", strength=Strength.PREVENTED),)

    def show_masks(self, marks: tuple[Mark, ...]) -> None:
        self._may("show_masks")
        self.marks = marks

    def cover_windows(self, covers: tuple[Cover, ...]) -> None:
        self._may("cover_windows")
        self.covers = covers

    def offer_reveals(self, marks: tuple[Mark, ...], modifier: Modifier) -> None:
        self._may("offer_reveals")
        self._offered = (marks, modifier)

    def cover_page(self, cover: CoverPage) -> None:
        self._may("cover_page")
        self.covered[cover.key] = cover

    def lift_page(self, lift: LiftPage) -> None:
        self._may("lift_page")
        self.lifted[lift.key] = lift

    def hold_copying(self, field: Rect) -> None:
        self._may("hold_copying")
        self._field = field
        self._chords = (*(chord for chord in self._chords if chord not in COPYING), *COPYING)

    def free_copying(self) -> None:
        self._may("free_copying")
        self._field = None
        self._chords = tuple(chord for chord in self._chords if chord not in COPYING)

    def hold_capture_keys(self) -> None:
        self._may("hold_capture_keys")
        self._chords = (*(chord for chord in self._chords if chord not in CAPTURE), *CAPTURE)

    def free_capture_keys(self) -> None:
        self._may("free_capture_keys")
        self._chords = tuple(chord for chord in self._chords if chord not in CAPTURE)

    def hold_printing(self, chords: tuple[Paper, ...]) -> None:
        self._may("hold_printing")
        others = (chord for chord in self._chords if chord not in PRINTING)
        self._chords = (*others, *(chord for chord in PRINTING if chord.purpose in chords))

    def watch_selections(self, *, keeps: bool = False, pictures: Pictures = "leave", blocks: bool = False) -> None:
        self._may("watch_selections")
        self._keeps = keeps
        self._pictures = pictures
        self.blocks = blocks
        if not keeps:
            self._kept.clear()
            self._selections |= {each: (None, "") for each, (owner, _) in self._selections.items() if owner is None}
        if "selections" in self._watched:
            return
        self._watched.add("selections")
        for selection, (owner, text) in tuple(self._selections.items()):
            if owner is not None:
                self._told(selection, owner, text)

    def seize_selection(self, seizing: SeizeSelection) -> None:
        self._may("seize_selection")
        selection = seizing.selection
        reading, text = self._kept.get(selection, (0, "")) if self._keeps else (0, "")
        served = "" if seizing.serves == "nothing" or reading != seizing.reading else text
        if not served:
            self._kept.pop(selection, None)
        if seizing.serves == "masked":
            served = masked(served, self._scan(served, ""))
        self._selections[selection] = (None, served)
        self._into[selection] = seizing.into if seizing.serves == "whole" else None
        self._tell(SelectionSeized(at=now(), selection=selection, serves=seizing.serves, into=seizing.into))

    def watch_windows(self) -> None:
        self._may("watch_windows")
        self._watched.add("windows")
        self._tell_windows()

    def watch_readers(self, recorders: tuple[Signature, ...] = ()) -> None:
        self._may("watch_readers")
        before = self._seen_recorders() if "readers" in self._watched else ()
        self._signatures = recorders
        self._watched.add("readers")
        if self._seen_recorders() != before:
            self._tell_recorders()

    def watch_idle(self, limits: tuple[timedelta, ...], *, synthetic: Synthetic = "ignore") -> None:
        self._may("watch_idle")
        del synthetic  # as on a display without devices of its own, all input counts
        self._idle_after = min(limits)

    def watch_programs(self, watch: WatchPrograms) -> None:
        self._may("watch_programs")
        self._forbidden = (*watch.names, *watch.paths)
        for program in self._running:
            self._told_of(program)

    def look_at_programs(self, pids: tuple[int, ...]) -> None:
        self._may("look_at_programs")
        self.looked_at += pids

    def watch_folders(self, folders: tuple[str, ...]) -> None:
        self._may("watch_folders")
        self._watched.update(folders)

    def watch_media(self) -> None:
        self._may("watch_media")
        self._watched.add("media")

    def read_anew(self) -> None:
        self._may("read_anew")
        for selection, (owner, text) in tuple(self._selections.items()):
            if owner is not None and "selections" in self._watched:
                self._tell_content(selection, owner, text)

    def end_program(self, program: Program) -> None:
        self._may("end_program")
        self.ended.append(program)
        self._running.remove(program)

    def identify(self, tool: Program, body: Body) -> None:
        self._may("identify")
        told = structs.replace(body, details={**body.details, "digest": _digest(tool)})
        self._tell(ToolIdentified(at=now(), body=told))

    def identify_reader(self, program: Program, seen: ReaderSeen) -> None:
        self._may("identify_reader")
        self._tell(ReaderIdentified(at=now(), program=program, digest=_digest(program), seen=seen))

    def copies(self, program: Program, selection: Selection, text: str) -> None:
        """Have `program` put `text` on `selection`."""
        refused = self._field is not None and "selections" in self._watched
        self._selections[selection] = (None, "") if refused else (program, text)
        if "selections" in self._watched:
            self._told(selection, program, "" if refused else text)

    def copies_picture(self, program: Program, selection: Selection, shown: str) -> None:
        """Have `program` put a picture on `selection` in which `shown` is written."""
        if self._pictures == "leave":
            self.copies(program, selection, "")
            return
        self._selections[selection] = (program, "")
        self._tell(SelectionOwned(at=now(), selection=selection, program=program))
        read = SelectionRead(
            at=now(),
            selection=selection,
            program=program,
            data_classes={},
            pictured={PICTURE: 1},
            reading=next(self._readings),
        )
        self._tell(read)
        classes = Counter(finding.data_class for finding in self._scan(shown, ""))
        if self._pictures == "read" and classes:
            self._tell(replace(read, pictured={PICTURE: 1, **classes}))

    def pasted(self, selection: Selection, path: str = "") -> str:
        """Return what a program at this path gets that pastes."""
        owner, text = self._selections.get(selection, (None, ""))
        into = None if owner else self._into.get(selection)
        return text if into is None or any(fnmatchcase(path, wanted) for wanted in into) else ""

    def presses(self, name: str) -> bool:
        """Press a chord; return whether it reached a program."""
        for chord in self._chords:
            if chord.name == name:
                self._tell(ChordSwallowed(at=now(), chord=name, purpose=chord.purpose))
                return False
        return True

    def clicks(self, button: int, x: int, y: int) -> bool:
        """Click; return whether it reached a program."""
        if button not in BUTTONS or self._field is None or not self._field.contains(x, y):
            return True
        chord, purpose = BUTTONS[button]
        self._tell(ChordSwallowed(at=now(), chord=chord, purpose=purpose))
        return False

    def clicks_with(self, modifier: Modifier, x: int, y: int) -> bool:
        """Click with the first button while `modifier` is held; return whether it reached a program."""
        marks, wanted = self._offered
        for mark in marks:
            if modifier == wanted and any(rect.contains(x, y) for rect in mark.hidden):
                self._tell(RevealAsked(at=now(), mark=mark))
                return False
        return True

    def reads_pixels(self, program: Program) -> None:
        """Have `program` read the screen."""
        if "readers" in self._watched:
            self._tell(PixelsRead(at=now(), program=program))

    def is_left_alone(self, idle: timedelta) -> None:
        """Let `idle` pass without input."""
        if self._idle_after is not None and idle >= self._idle_after and not self._idle:
            self._idle = True
            self._tell(InputIdled(at=now(), idle=idle))

    def is_touched(self) -> None:
        """Have the person move the pointer."""
        if self._idle:
            self._idle = False
            self._tell(InputResumed(at=now()))

    def runs(self, program: Program) -> None:
        """Have `program` start."""
        self._running.append(program)
        self._told_of(program)

    def connects(self, recorder: Program) -> None:
        """Have a program start that may be made for filming."""
        before = self._seen_recorders()
        self._recorders.append(recorder)
        if self._seen_recorders() != before:
            self._tell_recorders()

    def leaves(self, recorder: Program) -> None:
        """Have it end."""
        self._recorders.remove(recorder)
        self._tell_recorders()

    def opens(self, window: ShownWindow) -> None:
        """Have a program show `window` above all others."""
        self._windows.append(window)
        self._tell_windows()

    def closes(self, window: ShownWindow) -> None:
        """Have `window` go."""
        self._windows.remove(window)
        self._tell_windows()

    def mounts(self, mount_point: str) -> None:
        """Have a medium mounted."""
        if "media" in self._watched:
            self._tell(MediaMounted(at=now(), mount_point=mount_point))

    def _told(self, selection: Selection, program: Program, text: str) -> None:
        self._tell(SelectionOwned(at=now(), selection=selection, program=program))
        if self._selections[selection] == (program, text):
            self._tell_content(selection, program, text)

    def _tell_content(self, selection: Selection, program: Program, text: str) -> None:
        classes = Counter(finding.data_class for finding in self._scan(text, ""))
        reading = next(self._readings)
        if self._keeps and classes:
            self._kept[selection] = (reading, text)
        self._tell(
            SelectionRead(at=now(), selection=selection, program=program, data_classes=dict(classes), reading=reading)
        )

    def _seen_recorders(self) -> tuple[Program, ...]:
        return tuple(each for each in self._recorders if is_recorder(each, self._signatures))

    def _tell_recorders(self) -> None:
        if "readers" in self._watched:
            self._tell(RecordersSeen(at=now(), programs=self._seen_recorders()))

    def _tell_windows(self) -> None:
        if "windows" in self._watched:
            self._tell(WindowsSeen(at=now(), windows=tuple(self._windows)))

    def _told_of(self, program: Program) -> None:
        if {program.name, program.path} & set(self._forbidden):
            self._tell(ProgramSeen(at=now(), program=program))

    def _tell(self, observation: Observation) -> None:
        if self._post is not None:
            self._post(observation)

    def _may(self, method: str) -> None:
        if method in self.refuses:
            raise DesktopError(f"the fake refuses {method}")


def _digest(program: Program) -> str:
    return f"sha256:{hashlib.sha256(program.path.encode()).hexdigest()}"
