"""A thread that says which data classes a taken selection holds."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections import Counter
from datetime import UTC, datetime
from typing import NamedTuple

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.failures import failures_posted
from workstation.desktop.x11.selectiontext import SelectionText, UnreadableError
from workstation.detect.finding import Scan
from workstation.detect.masked import masked
from workstation.facts.actions import SeizeSelection
from workstation.facts.observations import UNREADABLE, Selection, SelectionRead
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


class SelectionReading:
    """Reads what it is told of, the latest of each selection.

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
        self._kept: dict[Selection, Kept] = {}
        self._reading = 0
        self._thread = threading.Thread(target=self._run, name="x11-selection-reading", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def read(self, selection: Selection, owner: int, program: Program) -> None:
        """Have `selection` read, which window `owner` of `program` took; from any thread, returns at once."""
        with self._told:
            self._waiting[selection] = (owner, program)
            self._told.notify()

    def keep(self, keeps: bool) -> None:
        """Keep texts from now on, or forget them."""
        self._keeps = keeps
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
            self._told.wait_for(lambda: self._waiting or self._stopping)
            if self._stopping:
                return
            selection, (owner, program) = self._waiting.popitem()
        if text.owner(selection) != owner:
            return
        self._reading += 1
        classes = self._classes(text, selection)
        if text.owner(selection) == owner:
            self._post(
                SelectionRead(
                    at=datetime.now(UTC),
                    selection=selection,
                    program=program,
                    data_classes=classes,
                    reading=self._reading,
                )
            )

    def _classes(self, text: SelectionText, selection: Selection) -> dict[str, int]:
        """Return what the texts hold; the same data offered in several forms counts once."""
        classes: Counter[str] = Counter()
        self._kept.pop(selection, None)
        try:
            for offered in text.texts(selection):
                found = self._scan(offered, "")
                if found and not classes and self._keeps and len(offered) <= KEPT_LIMIT:
                    self._kept[selection] = Kept(self._reading, offered, masked(offered, found))
                classes |= Counter(finding.data_class for finding in found)
        except UnreadableError:
            classes[UNREADABLE] = 1
        return dict(classes)
