"""What one window of one program shows: its sensitive values and where they are."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.blocks import Span
from workstation.desktop.x11.regions import around
from workstation.desktop.x11.walking import NOTHING_AROUND, Around, Walk
from workstation.desktop.x11.ways import GTK_4
from workstation.facts.place import Rect


@dataclass(frozen=True, slots=True)
class Frame:
    """One window that a program tells of: its accessible object, and the program's own name and toolkit."""

    node: Node
    application: str
    toolkit: str
    pid: int

    @property
    def is_relative(self) -> bool:
        """Whether its program knows no place on the screen, and tells all places from its window's own corner."""
        return self.toolkit == GTK_4

    @property
    def has_popups(self) -> bool:
        """Whether its program shows windows that it does not tell of as windows, but as what is in one of them."""
        return self.toolkit in {GTK_4, "Qt"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a program tells of a window: where it believes it to be, in pixels of its own, and what it is called."""

    rect: Rect
    title: str = ""
    is_showing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One sensitive value: the characters that must be hidden, and the pixels they had when last asked.

    Without `spans` all of `block` is hidden, because its characters cannot be placed, or all of its `editor`. The text
    of a field never reaches beyond the field, nor anything beyond its `document`. `slack` is by how many pixels the
    program's word on places may be wrong, `label` the words that name it, `value` a keyed hash that tells it from
    another one. What is `around` it cuts it off. What the block `holds` is read by itself, and is not hidden with it.
    """

    data_class: str
    block: Node
    spans: tuple[Span, ...]
    document: Node | None
    in_field: bool
    label: str = ""
    value: str = ""
    slack: int = 0
    editor: Node | None = None
    around: Around = NOTHING_AROUND
    holds: tuple[Node, ...] = ()
    rects: tuple[Rect, ...] = ()


Values = Mapping[Node, tuple[Shown, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """Where a view is and a hash of what its corners show; once that `is_strange`, nobody knows what comes in view.

    What is strange is also wherever the view was since it was read: a program may paint there after it tells another
    place.
    """

    rect: Rect
    corners: int
    is_strange: bool = False

    def now(self, rect: Rect, corners: int) -> "View":
        """Return the view as it is when it is at `rect` and shows `corners`."""
        is_strange = self.is_strange or self.corners != corners
        was_placed = min(self.rect.width, self.rect.height) > 0
        return View(around((self.rect, rect)) if is_strange and was_placed else rect, corners, is_strange)


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects to read, in reading order: which can be edited, which stand in a line of another; where they are."""

    nodes: tuple[Node, ...]
    fields: frozenset[Node]
    in_line: frozenset[Node]
    documents: Mapping[Node, Node]
    editors: Mapping[Node, Node] = field(default_factory=dict)
    around: Mapping[Node, Around] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One window as it was read: every value by the block that holds it, and the web documents in view.

    `nodes` were looked at and are in view; a document's values out of view are kept as well, for the moment at which
    it scrolls. `captions` are the words before a block that may name what is in it, `homes` the documents of nodes.
    `place` is where the program believed its window to be when it told the places of the values, `urls` are the
    addresses of documents that told them. `views` have objects only for what they show (a sheet, a long list), `panes`
    are where values of GTK 4 may scroll out of, `walk` is how all was met.
    """

    nodes: frozenset[Node]
    values: Values
    captions: Mapping[Node, str]
    homes: Mapping[Node, Node]
    documents: Mapping[Node, Rect]
    place: Rect
    urls: Mapping[Node, str] = field(default_factory=dict)
    views: Mapping[Node, View] = field(default_factory=dict)
    panes: Mapping[Node, Rect] = field(default_factory=dict)
    walk: Walk | None = None

    def shown(self) -> Iterator[Shown]:
        """Yield every value."""
        for values in self.values.values():
            yield from values


NOTHING = Reading(nodes=frozenset(), values={}, captions={}, homes={}, documents={}, place=Rect(0, 0, 0, 0))
