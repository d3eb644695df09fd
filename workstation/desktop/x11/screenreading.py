"""Reading one window of one program: which sensitive values it shows, and on which pixels."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from dataclasses import replace

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.corners import Corners
from workstation.desktop.x11.mute import MuteWidgets
from workstation.desktop.x11.nodes import Nodes, those_that_answer
from workstation.desktop.x11.placing import Placing
from workstation.desktop.x11.search import Search
from workstation.desktop.x11.shown import Frame, Reading, Shown, Values, View
from workstation.desktop.x11.valuereading import ValueReader
from workstation.desktop.x11.viewing import IN_LINE, Viewing
from workstation.desktop.x11.walking import NOTHING_AROUND, Walk
from workstation.desktop.x11.ways import Ways
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.facts.observations import UNREADABLE
from workstation.facts.place import Rect

DEEPEST = 6
UNPLACED = Rect(0, 0, 0, 0)


class UnknownBlockError(DesktopError):
    """The window shows an object that the last reading did not meet."""

    def __init__(self) -> None:
        super().__init__("the window has changed")


class ScreenReader:
    """Reads windows of accessible programs. Raises UnansweredError where the program hangs, BusLostError.

    Whole windows are read `leisurely`, so that a single block, a place or the focus need not wait for that.
    """

    def __init__(self, nodes: Nodes, leisurely: Nodes, ways: Ways, scan: Scan) -> None:
        search, searched_leisurely = Search(nodes, ways), Search(leisurely, ways)
        self._nodes = nodes
        self._leisurely = leisurely
        self._one = Viewing(nodes, search).one
        self._all = Viewing(leisurely, searched_leisurely)
        self._values = ValueReader(nodes, search, scan)
        self._all_values = ValueReader(leisurely, searched_leisurely, scan)
        self._placing = Placing(nodes)
        self._corners = Corners(nodes)
        self._mute = MuteWidgets(leisurely)

    async def read(self, frame: Frame, before: Reading, *, is_fresh: bool = True) -> Reading:
        """Read all that the window has in view; what its documents hold elsewhere is kept from `before`.

        Unless `is_fresh`, a window that must be gone through is read where it was met, as long as its views are known.
        """
        known = None if is_fresh or any(view.is_strange for view in before.views.values()) else before.walk
        seen = await self._all.in_view(frame, known)
        found, captions = await self._all_values.read(frame, seen.objects, {})
        unread = await self._unread(seen.walk) if frame.is_relative and seen.walk else {}
        nodes = frozenset(seen.objects.nodes)
        kept = {
            block: values
            for block, values in before.values.items()
            if block not in nodes and values[0].document in seen.documents
        }
        reading = Reading(
            nodes=nodes,
            values={**kept, **found, **unread},
            captions=captions,
            homes=seen.objects.documents,
            documents=dict.fromkeys(seen.documents, UNPLACED),
            place=UNPLACED,
            urls=await those_that_answer(self._leisurely.url, seen.documents),
            views={node: View(UNPLACED, corners) for node, corners in seen.views.items()},
            walk=seen.walk,
        )
        return await self.follow(frame, reading)

    async def read_beyond(self, frame: Frame, reading: Reading) -> Reading:
        """Return `reading` with what its documents hold out of view read again."""
        if not reading.documents:
            return reading
        objects = await self._all.out_of_view(reading)
        found, _ = await self._all_values.read(frame, objects, {})
        kept = {
            block: values
            for block, values in reading.values.items()
            if block in reading.nodes or values[0].data_class == UNREADABLE
        }
        return await self.follow(frame, replace(reading, values={**found, **kept}))

    async def reread(self, frame: Frame, reading: Reading, node: Node) -> Reading:
        """Return `reading` with the block that holds `node` read again, and nothing else; raise UnknownBlockError."""
        try:
            block = await self._block(node) if reading.documents else node
            if block not in reading.nodes:
                raise UnknownBlockError
            objects = await self._one(block, reading)
        except UnansweredError as error:
            if error.hangs:
                raise
            raise UnknownBlockError from error  # gone meanwhile
        found, _ = await self._values.read(frame, objects, reading.captions)
        kept = {known: values for known, values in reading.values.items() if known != block}
        return replace(reading, values={**kept, **await self._place(found)})

    async def follow(self, frame: Frame, reading: Reading) -> Reading:
        """Return `reading` with the same values where they are now."""
        panes = dict.fromkeys(pane for shown in reading.shown() for pane in shown.around.panes)
        place, documents, views, cuts, values = await asyncio.gather(
            self._nodes.window_rect(frame.node),
            those_that_answer(self._nodes.rect, tuple(reading.documents)),
            self._views(reading),
            those_that_answer(self._nodes.rect, tuple(panes)),
            self._place(reading.values),
        )
        place = self._nodes.real(frame.node, place, in_page=False)
        return replace(reading, values=values, documents=documents, views=views, panes=cuts, place=place)

    async def glance(self, reading: Reading) -> Reading:
        """Return `reading` with its views as they are now, which takes a few questions only."""
        return replace(reading, views=await self._views(reading))

    async def _unread(self, walk: Walk) -> Values:
        """Return what shows nobody knows what."""
        around = walk.around()
        return {
            node: (
                Shown(
                    data_class=UNREADABLE,
                    block=node,
                    spans=(),
                    document=None,
                    in_field=False,
                    around=around.get(node, NOTHING_AROUND),
                    holds=holds,
                ),
            )
            for node, holds in (await self._mute.among(walk)).items()
        }

    async def _views(self, reading: Reading) -> dict[Node, View]:
        """Return the views as they are; one whose corners show something else than before is strange from now on."""
        corners = await those_that_answer(self._corners.of, tuple(reading.views))
        rects = await those_that_answer(self._nodes.rect, tuple(corners))
        return {
            node: view.now(rects[node], corners[node]) if node in rects else replace(view, is_strange=True)
            for node, view in reading.views.items()
        }

    async def _place(self, values: Values) -> Values:
        unplaced = tuple(shown for found in values.values() for shown in found)
        placed = await asyncio.gather(*(self._placing.place(shown) for shown in unplaced))
        return {block: tuple(shown for shown in placed if shown.block == block) for block in values}

    async def _block(self, node: Node) -> Node:
        """Return the object whose text `node` is part of: itself, or the first above it that is not in a line."""
        for _ in range(DEEPEST):
            if await self._nodes.role(node) not in IN_LINE:
                break
            node = await self._nodes.parent(node)
        return node
