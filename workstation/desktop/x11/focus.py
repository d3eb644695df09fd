"""Which field has the keyboard focus, and whether it is sensitive."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.labels import Labels
from workstation.desktop.x11.nodes import Nodes, Role, State
from workstation.desktop.x11.shown import Frame
from workstation.detect.classes import ALL
from workstation.detect.finding import Scan
from workstation.facts.observations import FieldFocused
from workstation.facts.place import Field, Place
from workstation.seat.ports import Post

GRACE = 0.03
WORDS: dict[int, str] = {
    Role.ENTRY: "entry",
    Role.TEXT: "text",
    Role.PASSWORD: "password",
    Role.SPIN_BUTTON: "spin button",
}
_RANKS: dict[str, int] = {name: rank for rank, name in enumerate(ALL)}
LabelClass = Callable[[str], str | None]
PlaceOf = Callable[[Node], Place]


class Watched(Protocol):
    """Who waits for the focus; called from the thread that follows it, and returns at once."""

    def focus_coming(self) -> None:
        """Take note that a program told of the focus, and that it is being looked at."""

    def focus_told(self, field: Field | None) -> None:
        """Take note where it is, after what is posted of it."""


class Focus:
    """Follows the focus; posts FieldFocused where the field, its class or its place is another than before.

    What a field holds is read where the program tells it; a password field is judged by its label alone. Focus that
    leaves one field for another is told once, not as a moment without a field.
    """

    def __init__(
        self,
        nodes: Nodes,
        labels: Labels,
        scan: Scan,
        *,
        label_class: LabelClass,
        place_of: PlaceOf,
        post: Post,
        watched: Watched | None,
    ) -> None:
        self._nodes = nodes
        self._labels = labels
        self._scan = scan
        self._label_class = label_class
        self._place_of = place_of
        self._post = post
        self._watched = watched
        self._node: Node | None = None
        self._frame: Frame | None = None
        self._told: Field | None = None

    async def enter(self, node: Node, frame: Frame) -> None:
        """Take note that `node`, in the window `frame`, has the focus now; say so once it was looked at."""
        self._node, self._frame = node, frame
        if self._watched:
            self._watched.focus_coming()
        if await self._look(node, frame) and self._watched:
            self._watched.focus_told(self._told)

    async def leave(self, node: Node) -> None:
        """Take note that `node` lost the focus."""
        if node == self._node:
            await self._lose()

    async def leave_window(self, sender: str) -> None:
        """Take note that a window of the program `sender` is no longer the active one."""
        if self._node is not None and self._node.sender == sender:
            await self._lose()

    def is_at(self, node: Node) -> bool:
        """Say whether `node` has the focus."""
        return node == self._node

    async def refresh(self) -> None:
        """Look again at what has the focus: it may have moved, and what it holds may have become sensitive."""
        if self._node is not None and self._frame is not None:
            await self._look(self._node, self._frame)

    async def _lose(self) -> None:
        self._node = None
        await asyncio.sleep(GRACE)
        if self._node is None:
            self._tell(None)

    async def _look(self, node: Node, frame: Frame) -> bool:
        """Tell of the field that `node` is; say whether that could be, and the focus is still there."""
        try:
            field = await self._field(node, frame)
        except UnansweredError as error:
            if error.hangs:
                return False  # what was held for it stays held
            field = None
        if node != self._node:
            return False
        self._tell(field)
        return True

    async def _field(self, node: Node, frame: Frame) -> Field | None:
        states, role, rect, label, text = await asyncio.gather(
            self._nodes.states(node),
            self._nodes.role(node),
            self._nodes.rect(node),
            self._labels.of(node, frame.node),
            self._text(node),
        )
        if State.EDITABLE not in states and role != Role.PASSWORD:
            return None
        told = (self._label_class(label), *(found.data_class for found in self._scan(text, label)))
        data_class = min(filter(None, told), key=_rank, default=None)
        word = WORDS.get(role, "field")
        place = replace(self._place_of(node), role=word, label=label)
        return Field(application=frame.application, role=word, data_class=data_class, rect=rect, place=place)

    async def _text(self, node: Node) -> str:
        try:
            return await self._nodes.text(node)
        except UnansweredError as error:
            if error.hangs:
                raise
            return ""

    def _tell(self, field: Field | None) -> None:
        if field != self._told:
            self._told = field
            self._post(FieldFocused(at=datetime.now(UTC), field=field))


def _rank(data_class: str) -> int:
    """Return how early a class comes where a field is of several: a card number in a field for accounts is one."""
    return _RANKS.get(data_class, len(_RANKS))
