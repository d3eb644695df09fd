"""One look at a selection: the classes in its texts, and what else there is to look at."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workstation.desktop.x11.selectiontext import SelectionText, UnreadableError
from workstation.detect.finding import Finding, Scan
from workstation.facts.observations import PICTURE, UNREADABLE, Pictures, Selection


@dataclass(slots=True)
class Look:
    """What one look met. The same data in several forms counts once."""

    classes: Counter[str] = field(default_factory=Counter)
    first: tuple[str, tuple[Finding, ...]] = ("", ())
    """The first text in which something was found, and what."""
    files: dict[Path, None] = field(default_factory=dict)
    pictured: Counter[str] = field(default_factory=Counter)
    picture: bytes = b""
    """A picture that comes without a text: with one, it is how a program draws that."""
    _has_text: bool = False

    def take(
        self,
        text: SelectionText,
        selection: Selection,
        scan: Scan,
        pictures: Pictures,
        found_first: Callable[[], object] = lambda: None,
    ) -> None:
        """Look at all of it, at pictures where they matter; what cannot be read to its end is told as such.

        `found_first` is called with the first text in which something was found, before more is asked for: whoever
        reads along gets nothing more of it meanwhile.
        """
        try:
            self._take_texts(text, selection, scan, found_first)
        except UnreadableError:
            self.classes[UNREADABLE] = 1
            return
        if pictures != "leave" and (self.files or not self._has_text):
            self._take_picture(text, selection)

    def _take_texts(
        self, text: SelectionText, selection: Selection, scan: Scan, found_first: Callable[[], object]
    ) -> None:
        for form in text.forms(selection):
            self.files |= dict.fromkeys(form.files())
            self._has_text |= form.is_plain
            for offered in form.texts():
                if not (found := scan(offered, "")):
                    continue
                is_first = not self.classes
                self.classes |= Counter(finding.data_class for finding in found)
                if is_first:
                    self.first = offered, found
                    found_first()

    def _take_picture(self, text: SelectionText, selection: Selection) -> None:
        try:
            self.picture = text.picture(selection) or b""
            self.pictured = Counter({PICTURE: 1} if self.picture else {})
        except UnreadableError:
            self.pictured = Counter({PICTURE: 1, UNREADABLE: 1})
