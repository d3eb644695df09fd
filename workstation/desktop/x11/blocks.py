"""The text of a block as a person reads it: joined over embedded objects, each character traced to its object."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workstation.desktop.x11.atspi import Node

EMBEDDED = "\N{OBJECT REPLACEMENT CHARACTER}"
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text of `node`."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A text put together from spans, in order."""

    text: str
    spans: tuple[Span, ...]

    def trace(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spans of the objects that characters `start` to `end` come from."""
        return tuple(self._trace(start, end))

    def _trace(self, start: int, end: int) -> Iterator[Span]:
        offset = 0
        for span in self.spans:
            length = span.end - span.start
            first, last = max(start - offset, 0), min(end - offset, length)
            if first < last:
                yield Span(span.node, span.start + first, span.start + last)
            offset += length


class Blocks:
    """Joins blocks from what a program said: its texts, its children, and which objects stand for themselves.

    An embedded object that stands for itself (a field, a cell) is read apart, and only parts the text; every other
    one (emphasis, a link, code) is read as part of its line.
    """

    def __init__(
        self, texts: Mapping[Node, str], children: Mapping[Node, Sequence[Node]], apart: frozenset[Node]
    ) -> None:
        self._texts = texts
        self._children = children
        self._apart = apart

    def join(self, node: Node) -> Block:
        """Return the text of `node` with what is embedded in it."""
        spans = tuple(self._spans(node, DEEPEST))
        text = "".join(self._texts[span.node][span.start : span.end] for span in spans)
        return Block(text.replace(EMBEDDED, "\n"), spans)

    def _spans(self, node: Node, depth: int) -> Iterator[Span]:
        text = self._texts[node]
        inside = iter(self._embedded(node))
        start = 0
        for place in (index for index, letter in enumerate(text) if letter == EMBEDDED):
            child = next(inside, None)
            if child is None or depth == 0 or child in self._apart or child not in self._texts:
                continue
            yield Span(node, start, place)
            yield from self._spans(child, depth - 1)
            start = place + 1
        yield Span(node, start, len(text))

    def _embedded(self, node: Node) -> list[Node]:
        """Return the children that stand as U+FFFC in the text of `node`; the others are spelled out in it."""
        text, place, embedded = self._texts[node], 0, []
        for child in self._children.get(node, ()):
            if text.startswith(EMBEDDED, place):
                embedded.append(child)
                place += 1
            elif text.startswith(spelled := self._texts.get(child, ""), place):
                place += len(spelled)
            else:
                return []
        return embedded
