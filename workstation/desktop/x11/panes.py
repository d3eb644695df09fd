"""The windows that are watched: one pane each, made and dropped as programs and screen tell."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import chain

from workstation.desktop.running import program_of_pid
from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.matching import Match, matched, unclaimed
from workstation.desktop.x11.pane import Pane
from workstation.desktop.x11.scaling import Scale, scale_of
from workstation.desktop.x11.screenreading import ScreenReader
from workstation.desktop.x11.shown import NOTHING, Frame, Told
from workstation.desktop.x11.unread import Unfound
from workstation.desktop.x11.ways import Ways
from workstation.desktop.x11.windows import Stack
from workstation.facts.place import Mark, Place, Rect

log = logging.getLogger(__name__)


class Panes:
    """Holds a pane for every accessible window of the screen; lives in the loop's thread.

    A minimized window keeps its pane, so that it is masked the moment it comes back; a pane whose window is withdrawn
    or gone waits for another. `changed` is called after every look at a window, `lost` where one of them is gone for
    its program. A program that hangs is told once in the log.
    """

    def __init__(
        self,
        reader: ScreenReader,
        ways: Ways,
        window_class: Callable[[int], str | None],
        changed: Callable[[], None],
        lost: Callable[[], None],
    ) -> None:
        self._reader = reader
        self._ways = ways
        self._window_class = window_class
        self._changed = changed
        self._lost = lost
        self._unfound = Unfound(changed)
        self._panes: dict[Frame, Pane] = {}
        self._running: dict[Frame, asyncio.Task[None]] = {}

    def sync(
        self, frames: Mapping[Frame, Told], stack: Stack, titles: Mapping[int, str], tasks: asyncio.TaskGroup
    ) -> tuple[Pane, ...]:
        """Have a pane for every window of `frames` that was ever on the screen; return the new ones.

        `titles` are those of all ordinary windows, also of the minimized.
        """
        for frame in self._panes.keys() - frames.keys():
            self._drop(frame)
        wanted = {frame: told for frame, told in frames.items() if not self._is_minimized(frame, stack, titles)}
        found = matched(wanted, stack, titles, self._bound())
        new = tuple(frame for frame in found if frame not in self._panes)
        outputs: dict[str, set[Rect]] = {}
        for frame, match in found.items():
            outputs.setdefault(frame.node.sender, set()).update([match.output] if match.output else [])
        for frame, match in found.items():
            self._learn(frame, scale_of(frame.toolkit, match.factor, sorted(outputs[frame.node.sender], key=_origin)))
            self._take(frame, match, self._program(frame, frames[frame], match), tasks)
        self._pop_up(stack)
        self._note_unfound({frame for frame in wanted.keys() - found.keys() if frames[frame].is_showing}, stack, titles)
        return tuple(self._panes[frame] for frame in new)

    def follow(self, stack: Stack) -> None:
        """Tell every pane where its window is now; one that comes back is read again."""
        for pane in self._panes.values():
            pane.move(stack)
        self._pop_up(stack)

    def outdate(self) -> None:
        """Tell every pane that anything may have changed."""
        for pane in self._panes.values():
            pane.outdate()

    def paint(self, client: int, box: Rect) -> None:
        """Tell the panes of the window `client` that it painted `box`."""
        for pane in self._panes.values():
            if client in pane.clients:
                pane.paint(box)
            elif client in pane.popups:
                pane.paint_popup()

    def owning(self, node: Node) -> tuple[Pane, ...]:
        """Return the pane that knows `node`; where none does, every pane of its program."""
        same = tuple(pane for pane in self._panes.values() if pane.frame.node.sender == node.sender)
        return tuple(pane for pane in same if pane.knows(node)) or same

    def is_window(self, node: Node) -> bool:
        """Say whether `node` is a window itself."""
        return any(pane.frame.node == node for pane in self._panes.values())

    def are_read(self) -> bool:
        """Say whether every window was read at least once, but for those whose programs hang."""
        return all(pane.reading is not NOTHING or pane.is_hanging for pane in self._panes.values())

    def are_found(self) -> bool:
        """Say whether no program shows a window that is none of those that it tells of."""
        return self._unfound.are_none()

    def marks(self, stack: Stack) -> tuple[Mark, ...]:
        """Return all that must be hidden now."""
        panes = (pane.marks(stack) for pane in self._panes.values())
        return tuple(chain(*panes, self._unfound.marks(stack)))

    def clients(self) -> tuple[int, ...]:
        """Return the windows that have a pane."""
        return tuple(client for pane in self._panes.values() for client in pane.clients)

    def painted(self) -> tuple[int, ...]:
        """Return the windows of which every painting matters."""
        return (*self.clients(), *(client for pane in self._panes.values() for client in pane.popups))

    def _is_minimized(self, frame: Frame, stack: Stack, titles: Mapping[int, str]) -> bool:
        pane = self._panes.get(frame)
        return pane is not None and all(client in titles and not stack.window(client) for client in pane.clients)

    def _bound(self) -> dict[Frame, int]:
        """Return the window of every pane that has one to itself."""
        holders = Counter(self.clients())
        return {
            frame: pane.clients[0]
            for frame, pane in self._panes.items()
            if len(pane.clients) == 1 and holders[pane.clients[0]] == 1
        }

    def _program(self, frame: Frame, told: Told, match: Match) -> Place:
        """Return what is known of a window's program; one that may be several windows has no class."""
        clients = [window.client for window in match.windows]
        return Place(
            executable=program_of_pid(frame.pid).path or None,
            window_class=self._window_class(clients[0]) if len(clients) == 1 else None,
            title=told.title,
        )

    def _learn(self, frame: Frame, scale: Scale) -> None:
        if self._ways.scales.learn(frame.node.sender, scale):
            for pane in self._panes.values():
                if pane.frame.node.sender == frame.node.sender:
                    pane.unsettle()

    def _take(self, frame: Frame, match: Match, program: Place, tasks: asyncio.TaskGroup) -> None:
        if frame in self._panes:
            self._panes[frame].bind(match.windows, program)
            return
        self._panes[frame] = Pane(
            frame, match.windows, self._reader, program=program, changed=self._looked, failed=self._failed
        )
        self._running[frame] = tasks.create_task(self._panes[frame].run())

    def _pop_up(self, stack: Stack) -> None:
        """Tell panes which windows their program has beside those that it tells of."""
        known = frozenset(self.clients())
        for pane in self._panes.values():
            if pane.frame.has_popups:
                shown = {window.pid for window in stack.windows if window.client in pane.clients}
                pids = {pane.frame.pid, *shown} - {0}
                own = (window.client for window in stack.windows if window.pid in pids)
                pane.pop_up(tuple(client for client in own if client not in known))

    def _note_unfound(self, lost: set[Frame], stack: Stack, titles: Mapping[int, str]) -> None:
        claimed = self.clients()
        self._unfound.sync(
            {window.client: frame.application for frame in lost for window in unclaimed(frame, stack, titles, claimed)}
        )

    def _looked(self, _frame: Frame) -> None:
        self._changed()

    def _failed(self, frame: Frame, error: UnansweredError) -> None:
        if error.hangs:
            log.warning("%s does not answer", frame.application)
        else:
            self._lost()

    def _drop(self, frame: Frame) -> None:
        self._running.pop(frame).cancel()
        self._panes.pop(frame)
        self._ways.forget(frame.node)


def _origin(output: Rect) -> tuple[int, int]:
    return output.x, output.y
