"""A thread that says which data classes a taken selection holds."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import xcffib

from workstation.desktop.namedfiles import found_in
from workstation.desktop.x11.aside import Aside
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.failures import failures_posted
from workstation.desktop.x11.picturetext import read_in
from workstation.desktop.x11.selectionhaste import Haste
from workstation.desktop.x11.selectionlook import Look
from workstation.desktop.x11.selectiontext import SelectionText
from workstation.detect.finding import Scan
from workstation.detect.masked import masked
from workstation.facts.actions import SeizeSelection
from workstation.facts.observations import UNREADABLE, Pictures, Selection, SelectionRead
from workstation.facts.place import Program
from workstation.seat.ports import Post

ENDS_WITHIN = 5.0
KEPT_LIMIT = 16 << 10
"""Characters, so that what is served fits into one property."""


class Kept(NamedTuple):
    """A text, what a mask leaves of it, and the number of its reading."""

    reading: int
    whole: str
    masked: str


class _Late(NamedTuple):
    """What files and pictures hold."""

    classes: Counter[str]
    pictured: Counter[str]


class SelectionReading:
    """Reads what it is told of, the latest of each selection; what takes long is told once it is known.

    Content stays here, and is kept only where somebody may ask for it: the last text of each selection in which
    something was found, until another is read.
    """

    def __init__(self, scan: Scan, post: Post) -> None:
        self._scan = scan
        self._post = post
        self._connection = Connection()
        self._told = threading.Condition()
        self._waiting: dict[Selection, tuple[int, Program]] = {}
        self._stopping = False
        self._keeps = False
        self._pictures: Pictures = "leave"
        self._kept: dict[Selection, Kept] = {}
        self._reading = 0
        self.seat = 0
        """The window by which the seat owns what it seized."""
        self._haste = Haste()
        self._latest: dict[Selection, tuple[int, SelectionRead]] = {}
        self._answers: deque[tuple[SelectionRead, _Late]] = deque()
        self._files: Aside[tuple[Path, ...]] = Aside("files", self._in_files, post)
        self._shown: Aside[bytes] = Aside("pictures", self._in_picture, post)
        self._thread = threading.Thread(target=self._run, name="x11-selection-reading", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def read(self, selection: Selection, owner: int, program: Program) -> None:
        """Have `selection` read, which window `owner` of `program` took; from any thread, returns at once."""
        with self._told:
            self._waiting[selection] = (owner, program)
            self._told.notify()

    def look_for(self, *, keeps: bool, pictures: Pictures) -> None:
        """Keep texts from now on, or forget them; look at pictures as the policy says."""
        self._keeps = keeps
        self._pictures = pictures
        if not keeps:
            self._kept.clear()

    def kept(self, seizing: SeizeSelection) -> str:
        """Return what is kept of that reading as it is to be served, "" where nothing is; what is not wanted goes."""
        kept = self._kept.get(seizing.selection)
        if kept is None or seizing.serves == "nothing" or kept.reading != seizing.reading:
            self._kept.pop(seizing.selection, None)
            return ""
        return kept.whole if seizing.serves == "whole" else kept.masked

    def stop(self) -> None:
        """End the thread; a reading under way ends first, by its own bounds."""
        with self._told:
            self._stopping = True
            self._told.notify()
        self._thread.join(ENDS_WITHIN)
        self._files.stop()
        self._shown.stop()

    def _run(self) -> None:
        try:
            with failures_posted("clipboard", self._post), x_errors("reading a selection"):
                text = SelectionText(self._connection)
                while not self._stopping:
                    self._read_next(text)
        finally:
            self._connection.close()

    def _read_next(self, text: SelectionText) -> None:
        with self._told:
            self._told.wait_for(lambda: self._waiting or self._answers or self._stopping)
            if self._stopping:
                return
            selection, taken = self._waiting.popitem() if self._waiting else (None, None)
        if selection and taken:
            self._read_now(text, selection, *taken)
        else:
            self._add(text, *self._answers.popleft())

    def _read_now(self, text: SelectionText, selection: Selection, owner: int, program: Program) -> None:
        if not self._is_still(text, selection, owner, program):
            return
        self._reading += 1
        self._kept.pop(selection, None)
        pictures, look = self._pictures, Look()

        def found_first() -> None:
            whole, found = look.first
            if self._keeps and len(whole) <= KEPT_LIMIT:
                self._kept[selection] = Kept(self._reading, whole, masked(whole, found))
            self._tell(text, look, selection, owner, program)

        look.take(text, selection, self._scan, pictures, found_first)
        read = self._tell(text, look, selection, owner, program)
        if read and look.files:
            self._files.ask(read, tuple(look.files))
        if read and look.picture and pictures == "read":
            self._shown.ask(read, look.picture)

    def _tell(
        self, text: SelectionText, look: Look, selection: Selection, owner: int, program: Program
    ) -> SelectionRead | None:
        """Post what is known by now, once; return it, None where the selection has another owner by now."""
        if not self._is_still(text, selection, owner, program):
            return None
        self._haste.came_in_time(selection)
        read = SelectionRead(
            at=datetime.now(UTC),
            selection=selection,
            program=program,
            data_classes=dict(look.classes),
            pictured=dict(look.pictured),
            reading=self._reading,
        )
        if (told := self._latest.get(selection)) is None or replace(told[1], at=read.at) != read:
            self._latest[selection] = owner, read
            self._post(read)
        return read

    def _is_still(self, text: SelectionText, selection: Selection, owner: int, program: Program) -> bool:
        """Say whether it has that owner; tell so where, for too long, it always has another one by now."""
        now = text.owner(selection)
        if now in (xcffib.NONE, self.seat):
            self._haste.came_in_time(selection)
        elif now != owner and self._haste.came_late(selection, monotonic()):
            self._post(
                SelectionRead(at=datetime.now(UTC), selection=selection, program=program, data_classes={UNREADABLE: 1})
            )
        return now == owner

    def _in_files(self, read: SelectionRead, files: tuple[Path, ...]) -> None:
        self._answer(read, _Late(found_in(files, self._scan), Counter()))

    def _in_picture(self, read: SelectionRead, picture: bytes) -> None:
        self._answer(read, _Late(Counter(), read_in(picture, self._scan)))

    def _answer(self, read: SelectionRead, late: _Late) -> None:
        """Take what was judged aside; from that thread."""
        with self._told:
            self._answers.append((read, late))
            self._told.notify()

    def _add(self, text: SelectionText, read: SelectionRead, late: _Late) -> None:
        """Tell what was found late, if it is still what the selection holds."""
        owner, latest = self._latest[read.selection]
        if not any(late) or latest.reading != read.reading or text.owner(read.selection) != owner:
            return
        added = replace(
            latest,
            at=datetime.now(UTC),
            data_classes=dict(Counter(latest.data_classes) | late.classes),
            pictured=dict(Counter(latest.pictured) | late.pictured),
        )
        self._latest[read.selection] = owner, added
        self._post(added)
