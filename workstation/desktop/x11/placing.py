"""Where the hidden characters of a value are on the screen."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.blocks import Span
from workstation.desktop.x11.nodes import Nodes, those_that_answer
from workstation.desktop.x11.regions import around, grown, meet, minus
from workstation.desktop.x11.shown import Shown
from workstation.facts.place import Rect

MORE_THAN_A_LINE = 1.5


class Placing:
    """Asks for pixels. What cannot be placed character by character is covered as a whole object."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def place(self, shown: Shown) -> Shown:
        """Return `shown` with the pixels that it has now; none where its program no longer knows it."""
        spans = await asyncio.gather(*(self._span(span, shown) for span in shown.spans))
        rects = [rect for span in spans for rect in span] if spans else await self._object(shown)
        return replace(shown, rects=tuple(rect for rect in rects if rect.width > 0 and rect.height > 0))

    async def _object(self, shown: Shown) -> tuple[Rect, ...]:
        whole = await self._whole(shown.block, in_page=shown.document is not None)
        if shown.holds:
            held = await those_that_answer(self._nodes.rect, shown.holds)
            return tuple(part for rect in whole for part in minus(rect, held.values()))
        if shown.editor is None:
            return whole
        return tuple(
            _filled(editor, text) for editor in await self._whole(shown.editor, in_page=False) for text in whole
        )

    async def _span(self, span: Span, shown: Shown) -> tuple[Rect, ...]:
        in_page = shown.document is not None
        try:
            box, first = await asyncio.gather(
                self._nodes.range_rect(span.node, span.start, span.end, in_page=in_page),
                self._nodes.range_rect(span.node, span.start, span.start + 1, in_page=in_page),
            )
            is_wrapped = box.height > MORE_THAN_A_LINE * first.height > 0
            boxes = await self._lines(span, in_page=in_page) if is_wrapped else (box,)
        except UnansweredError as error:
            if error.hangs:
                raise
            return await self._whole(span.node, in_page=in_page)
        slack = ceil(shown.slack * self._nodes.factor(span.node, in_page=in_page))
        boxes = tuple(grown(box, slack) for box in boxes)
        if shown.in_field or any(box.width <= 0 or box.height <= 0 for box in boxes):
            return await self._within(boxes, span.node, in_page=in_page)
        return boxes

    async def _within(self, boxes: Sequence[Rect], node: Node, *, in_page: bool) -> tuple[Rect, ...]:
        """Return the parts of `boxes` that lie in `node`; all of `node` for one beside it, none for a scrolled line."""
        return tuple(
            meet(box, whole) or whole
            for whole in await self._whole(node, in_page=in_page)
            for box in boxes
            if not _is_scrolled_away(box, whole)
        )

    async def _lines(self, span: Span, *, in_page: bool) -> tuple[Rect, ...]:
        """Return one box for each line that the characters are on."""
        places = range(span.start, span.end)
        letters = await asyncio.gather(
            *(self._nodes.range_rect(span.node, at, at + 1, in_page=in_page) for at in places)
        )
        lines: dict[int, list[Rect]] = {}
        for letter in letters:
            lines.setdefault(letter.y, []).append(letter)
        return tuple(around(line) for line in lines.values())

    async def _whole(self, node: Node, *, in_page: bool) -> tuple[Rect, ...]:
        try:
            return (await self._nodes.rect(node, in_page=in_page),)
        except UnansweredError as error:
            if error.hangs:
                raise
            return ()


def _is_scrolled_away(box: Rect, whole: Rect) -> bool:
    """Say whether `box` lies above or below: a line that goes on beside its field is told wrong, a line is not."""
    return box.height > 0 and (box.y + box.height <= whole.y or box.y >= whole.y + whole.height)


def _filled(editor: Rect, text: Rect) -> Rect:
    """Return an editor with what a text of this size may stick out of it on each side."""
    out, down = max(text.width - editor.width, 0), max(text.height - editor.height, 0)
    return Rect(editor.x - out, editor.y, editor.width + 2 * out, editor.height + down)
