"""What the pages of browsers report, by the extension that covers them: classes, counts and gestures, never content."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workstation.facts.browsers import Browser
from workstation.facts.place import Page

Gesture = Literal["copy", "cut", "paste", "drag", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOpened:
    """A browser's extension covers a document, every class of data until it is told which; `key` names it."""

    at: datetime
    key: str
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClosed:
    """A document is gone, or its browser."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """How many values of which classes a document shows now, all of them covered."""

    at: datetime
    key: str
    data_classes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFocused:
    """A sensitive field of a document has the keyboard focus; it is of all these classes."""

    at: datetime
    key: str
    data_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLeft:
    """No sensitive field of a document has the keyboard focus any more."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRefused:
    """The extension kept covered data from being copied or dragged, or something from being put into its field."""

    at: datetime
    key: str
    gesture: Gesture


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """The agent clicked a covered value with the policy's modifier, and no page heard; `value` tells it from others."""

    at: datetime
    key: str
    data_class: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLiftEnded:
    """What a document had lifted is covered again, by the page or the pointer."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUncovered:
    """A document took its cover away; the extension put it back before the next frame."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsersSeen:
    """All browsers of this session that run now, but those that only just start; told whenever that changes."""

    at: datetime
    browsers: tuple[Browser, ...]


PageFact = (
    PageOpened
    | PageClosed
    | PageShown
    | PageFocused
    | PageLeft
    | PageRefused
    | PageAsked
    | PageLiftEnded
    | PageUncovered
    | BrowsersSeen
)
