"""The texts of a window's objects, in reading order, with what is embedded in a line joined to it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping, Sequence

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.blocks import EMBEDDED, Block, Blocks
from workstation.desktop.x11.nodes import Nodes, those_that_answer

DEEPEST = 4


class TextReader:
    """Asks many objects for their texts at once."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def read(self, nodes: Sequence[Node], in_line: frozenset[Node]) -> Mapping[Node, Block]:
        """Return each object's text in the order of `nodes`, joined with the `in_line` objects embedded in it.

        An object without text is read by its name, as a block without spans: nobody can place its characters.
        """
        texts = await those_that_answer(self._nodes.text, nodes)
        named = await those_that_answer(self._nodes.name, tuple(node for node in nodes if node not in texts))
        children = await self._embedded(texts, in_line) if in_line else {}
        blocks = Blocks(texts, children, frozenset(nodes))
        return {
            node: blocks.join(node) if node in texts else Block(named[node], ())
            for node in nodes
            if node in texts or named.get(node)
        }

    async def _embedded(self, texts: dict[Node, str], in_line: frozenset[Node]) -> dict[Node, tuple[Node, ...]]:
        """Return the children of every text with embedded objects, adding the texts of those in a line to `texts`."""
        children: dict[Node, tuple[Node, ...]] = {}
        for _ in range(DEEPEST):
            parents = tuple(node for node, text in texts.items() if EMBEDDED in text and node not in children)
            if not parents:
                break
            found = await those_that_answer(self._nodes.children, parents)
            children |= {parent: found.get(parent, ()) for parent in parents}
            unread = {child for parent in parents for child in children[parent]} & in_line - texts.keys()
            texts |= await those_that_answer(self._nodes.text, tuple(unread))
        return children
