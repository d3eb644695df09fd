"""Which of a window's objects hold sensitive values: their texts, judged by the detector under their labels."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.blocks import Block, Span
from workstation.desktop.x11.grid import MANY
from workstation.desktop.x11.labels import Labels
from workstation.desktop.x11.nodes import Nodes, Role, State, those_that_answer
from workstation.desktop.x11.search import Search
from workstation.desktop.x11.shown import Frame, Objects, Shown
from workstation.desktop.x11.textreading import TextReader
from workstation.desktop.x11.walking import NOTHING_AROUND, Around
from workstation.detect.finding import Finding, Scan

LEAST_DIGITS = 3
LONGEST_CAPTION = 40
LONGEST_CAPTIONED = 24
QT_SLACK = 6
PAINTING_AROUND = frozenset({"Qt", "gtk", "J2SE-access-bridge"})
_MENU_ITEMS = frozenset({Role.MENU_ITEM, Role.CHECK_MENU_ITEM, Role.RADIO_MENU_ITEM})
_KEY = secrets.token_bytes(32)


class ValueReader:
    """Reads objects, field or not. Raises UnansweredError where the program hangs, BusLostError."""

    def __init__(self, nodes: Nodes, search: Search, scan: Scan) -> None:
        self._nodes = nodes
        self._labels = Labels(nodes, search)
        self._scan = scan
        self._texts = TextReader(nodes)

    async def read(
        self, frame: Frame, objects: Objects, captions: Mapping[Node, str]
    ) -> tuple[dict[Node, tuple[Shown, ...]], dict[Node, str]]:
        """Return the values of every object that holds some, not yet placed, and the captions that were met.

        In a document the words before a block are its caption ("CVV", then "737"); `captions` are known before.
        """
        blocks = await self._texts.read(objects.nodes, objects.in_line)
        told = {**captions, **(_captions(blocks, objects) if len(blocks) > 1 else {})}
        found = {}
        for node, block in blocks.items():
            if sum(letter.isdigit() for letter in block.text) < LEAST_DIGITS:
                continue
            caption = told.get(node, "")
            label = await self._label(frame, node, caption) if node in objects.fields else caption
            findings = self._scan(block.text, label)
            holds = await self._holds(frame, node, blocks) if findings and not block.spans else ()
            if findings and holds is not None:
                is_lost = node in objects.editors or await self._is_lost(frame, node, objects)
                around = await self._around(frame, node, objects)
                found[node] = tuple(
                    Shown(
                        data_class=finding.data_class,
                        block=node,
                        spans=() if is_lost else _hidden(block, finding),
                        document=objects.documents.get(node),
                        in_field=node in objects.fields,
                        label=label,
                        value=_told_apart(block.text[finding.start : finding.end]),
                        editor=objects.editors.get(node),
                        slack=QT_SLACK if frame.toolkit == "Qt" else 0,
                        around=around,
                        holds=holds,
                    )
                    for finding in findings
                )
        return found, told

    async def _label(self, frame: Frame, field: Node, caption: str) -> str:
        try:
            return await self._labels.of(field, frame.node, caption)
        except UnansweredError as error:
            if error.hangs:
                raise
            return caption

    async def _holds(self, frame: Frame, node: Node, blocks: Mapping[Node, Block]) -> tuple[Node, ...] | None:
        """Return what a named object holds and shows; None where its name is only what it holds, read by itself.

        A widget may paint a text of its own around what it holds (a group, a tab), or holds a list that is not up.
        """
        count = await self._nodes.child_count(node)
        if count == 0:
            return ()
        if frame.toolkit not in PAINTING_AROUND or count > MANY:
            return None
        states = await those_that_answer(self._nodes.states, await self._nodes.children(node))
        held = tuple(child for child, told in states.items() if State.SHOWING in told)
        is_theirs = any(blocks[child].text == blocks[node].text for child in held if child in blocks)
        if is_theirs:
            return None
        return () if await self._nodes.role(node) == Role.COMBO_BOX else held  # its list lies over it, or beside

    async def _around(self, frame: Frame, node: Node, objects: Objects) -> Around:
        """Return what an object is in; GTK 3 shows menus apart, and tells of them as parts of the bar."""
        around = objects.around.get(node, NOTHING_AROUND)
        if frame.toolkit != "gtk" or around.is_popup:
            return around
        role = await self._nodes.role(node)
        is_below = role == Role.MENU and await self._nodes.role(await self._nodes.parent(node)) != Role.MENU_BAR
        return replace(around, is_popup=role in _MENU_ITEMS or is_below)

    async def _is_lost(self, frame: Frame, node: Node, objects: Objects) -> bool:
        """Say whether the toolkit places characters wrong altogether, as Qt does in a line field that scrolls."""
        if frame.toolkit != "Qt" or node not in objects.fields:
            return False
        return State.MULTI_LINE not in await self._nodes.states(node)


def _captions(blocks: Mapping[Node, Block], objects: Objects) -> dict[Node, str]:
    """Return, for every short block of a document, the short words that stand right before it."""
    captions, before = {}, ""
    for node, block in blocks.items():
        words = block.text.strip()
        if before and node in objects.documents and 0 < len(words) <= LONGEST_CAPTIONED:
            captions[node] = before
        if words:
            before = words if len(words) <= LONGEST_CAPTION else ""
    return captions


def _told_apart(value: str) -> str:
    """Return what tells `value` from another one, and nobody without this process's key what it is."""
    return hashlib.blake2b(value.encode(errors="replace"), key=_KEY, digest_size=8).hexdigest()


def _hidden(block: Block, finding: Finding) -> tuple[Span, ...]:
    return tuple(span for hidden in finding.hidden for span in block.trace(*hidden))
