"""Eyes and masks together, as the seat joins them: what must be hidden is covered at once."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable, Sequence

from tests.desktop.bed import PATIENCE, eventually
from tests.desktop.picture import look
from workstation.desktop.x11.accessibility import Accessibility
from workstation.desktop.x11.focus import LabelClass
from workstation.desktop.x11.masks import Masks
from workstation.detect.finding import Scan
from workstation.detect.labels import label_class
from workstation.detect.scanner import Scanner
from workstation.facts.observations import FieldFocused, Observation, ScreenRead, SensorFailed
from workstation.facts.place import Field, Mark, Rect

A_LINE = 40
ADDRESS_BAR = 100
INK, PAPER = 0x202124, 0xE8EAED


class Eyes:
    """Runs the real sensor and the real masks; the last facts are here to wait for."""

    def __init__(self, scan: Scan | None = None, label_class: LabelClass = label_class) -> None:
        self.marks: tuple[Mark, ...] | None = None
        self.field: Field | None = None
        self.failures: list[str] = []
        self._last_covered: tuple[Mark, ...] = ()
        self._changed = threading.Condition()
        self._masks = Masks(self._post)
        self._accessibility = Accessibility(scan or Scanner(), label_class, self._post)

    def open(self) -> None:
        self._masks.start()
        self._accessibility.start()

    def close(self) -> None:
        self._accessibility.stop()
        self._masks.stop()

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Return once `condition` holds after some fact; fail naming `what` where it never does."""
        with self._changed:
            if not self._changed.wait_for(condition, PATIENCE):
                raise AssertionError(f"never happened: {what}; {self.marks} {self.field} {self.failures}")

    def until_shown(self, *data_classes: str) -> tuple[Mark, ...]:
        """Return the marks once exactly these classes are shown, in any order."""
        self.until(lambda: self.classes() == sorted(data_classes), f"{data_classes} shown")
        return self.marks or ()

    def until_covered(self, *data_classes: str) -> tuple[Mark, ...]:
        """Return the marks once exactly these classes are shown, at rest, and the screen shows masks where they are.

        While a page settles whole columns are hidden, so each look is at the newest marks.
        """
        self.until_shown(*data_classes)
        eventually(lambda: self._covered(data_classes), f"{data_classes} covered")
        return self._last_covered

    def _covered(self, data_classes: Sequence[str]) -> bool:
        self._last_covered = self.marks or ()
        hidden = [rect for mark in self._last_covered for rect in mark.hidden]
        at_rest = self.classes() == sorted(data_classes) and all(rect.height < A_LINE for rect in hidden)
        return at_rest and all(look(rect).colours() <= {INK, PAPER} for rect in hidden)

    def until_at_rest(self) -> Rect:
        """Return the one rectangle of the one mark once it is as high as a line of text."""
        self.until(lambda: self._lines() and len(self._lines()) == 1, "a mask at rest")
        return self._lines()[0]

    def _lines(self) -> list[Rect]:
        return [rect for mark in self.marks or () for rect in mark.hidden if rect.height < A_LINE]

    def until_focused(self, data_class: str | None) -> Field:
        """Return the field that has the focus once it is one of this class, and not a browser's address bar."""
        self.until(lambda: self._has_focus(data_class), f"a field of {data_class} focused")
        assert self.field is not None
        return self.field

    def _has_focus(self, data_class: str | None) -> bool:
        field = self.field
        return field is not None and field.rect.y > ADDRESS_BAR and field.data_class == data_class

    def classes(self) -> list[str]:
        return sorted(mark.data_class for mark in self.marks or ())

    def _post(self, observation: Observation) -> None:
        with self._changed:
            match observation:
                case ScreenRead(marks=marks):
                    self._masks.show(marks)
                    self.marks = marks
                case FieldFocused(field=field):
                    self.field = field
                case SensorFailed(reason=reason):
                    self.failures.append(reason)
            self._changed.notify_all()
