"""Where something is: rectangles on the screen and fields in programs."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CoverReason = Literal["policy", "unfocused", "watched"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in root-window pixels."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        """Say whether the pixel at `x`, `y` lies inside."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def meet(self, other: "Rect") -> "Rect | None":
        """Return what both have in common, None where they do not touch."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width = min(self.x + self.width, other.x + other.width) - x
        height = min(self.y + self.height, other.y + other.height) - y
        return Rect(x, y, width, height) if width > 0 and height > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A running program: its short name and its executable's path ("" where nobody can tell), and its process id."""

    name: str
    path: str
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a program something stands; None is what nobody can tell, "" what it does not have.

    A policy's scopes are held against it. It goes no further than that: titles, addresses and labels may be content.
    """

    executable: str | None = None
    window_class: str | None = None
    title: str | None = None
    url: str | None = None
    role: str | None = None
    name: str | None = None
    label: str | None = None


UNKNOWN = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The field that has the focus; `data_class` is None where it is not sensitive."""

    application: str
    role: str
    data_class: str | None
    rect: Rect
    place: Place = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document of a browser, covered from inside by the extension; `data_classes` counts what it shows.

    `vouched` is the browser's process id, where that very process started our own host to speak for it; else 0.
    """

    application: str
    place: Place
    data_classes: Mapping[str, int] = field(default_factory=dict)
    vouched: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One sensitive value shown on the screen: `hidden` are the pixels that a mask must cover.

    While things move, these are all places that it may have come to; `told` are then those that its program told of it,
    and None otherwise. `value` tells it from another one at the same place, by a key that nobody but this process has;
    it goes no further.
    """

    application: str
    data_class: str
    hidden: tuple[Rect, ...]
    place: Place = UNKNOWN
    value: str = ""
    told: tuple[Rect, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWindow:
    """A window of a program on the screen: `visible` are the parts of `rect` that no other window hides."""

    application: str
    place: Place
    rect: Rect
    visible: tuple[Rect, ...]
    has_focus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Pixels of a window that a rule hides whatever they show; `name` is the region's, "" for the whole window."""

    name: str
    why: CoverReason
    hidden: tuple[Rect, ...]
