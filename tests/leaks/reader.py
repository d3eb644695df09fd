"""A hostile reader: asks every new owner of a selection at once, and prints what it got.

It is also where an agent could drop: a window that accepts whatever is dragged over it, and asks for it then and there.
"""

# SPDX-License-Identifier: Apache-2.0

import json
import select
import struct
from itertools import count

import xcffib
import xcffib.xfixes
import xcffib.xproto
from xcffib.xproto import CW, Atom, PropMode, WindowClass

from tests.leaks.place import TARGET
from workstation.desktop.x11.connection import Connection, Event

SELECTIONS = ("CLIPBOARD", "PRIMARY", "SECONDARY", "XdndSelection")
ASKED_OF_DRAGS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain")
XDND = 5
ACCEPT = 1


class Reader:
    """One client of the display; `run` does not return."""

    def __init__(self) -> None:
        self._connection = Connection()
        self._core = self._connection.core
        self._atom = self._connection.atom
        self._names = {self._atom(name): name for name in SELECTIONS}
        self._numbers = count()
        self._asked: dict[int, str] = {}
        self._source = 0
        self._window = self._open_target()
        fixes = self._connection.extension(xcffib.xfixes.key, "XFIXES")
        fixes.QueryVersion(2, 0).reply()
        for selection in self._names:
            mask = xcffib.xfixes.SelectionEventMask.SetSelectionOwner
            fixes.SelectSelectionInput(self._connection.root, selection, mask)
        self._connection.flush()
        _say("ready", "")

    def run(self) -> None:
        """Read whatever there is."""
        while True:
            for event in self._connection.events():
                self._handle(event)
            self._connection.flush()
            select.select([self._connection.fileno()], [], [])

    def _open_target(self) -> int:
        window = int(self._connection.raw.generate_id())
        copied = xcffib.CopyFromParent
        place = (TARGET.x, TARGET.y, TARGET.width, TARGET.height, 0)
        self._core.CreateWindow(
            copied, window, self._connection.root, *place, WindowClass.InputOutput, copied, CW.BackPixel, [0xDDEEFF]
        )
        is_dock = [self._atom("_NET_WM_WINDOW_TYPE_DOCK")]  # above all others, and never in the focus
        for name, value in (("XdndAware", [XDND]), ("_NET_WM_WINDOW_TYPE", is_dock)):
            self._core.ChangeProperty(PropMode.Replace, window, self._atom(name), Atom.ATOM, 32, 1, value)
        hints = [1 << 0, *(0,) * 17]  # USPosition
        self._core.ChangeProperty(
            PropMode.Replace, window, Atom.WM_NORMAL_HINTS, Atom.WM_SIZE_HINTS, 32, len(hints), hints
        )
        title = b"Drop"  # Chromium drags over nothing that has no name
        self._core.ChangeProperty(PropMode.Replace, window, Atom.WM_NAME, Atom.STRING, 8, len(title), title)
        self._core.MapWindow(window)
        return window

    def _handle(self, event: Event) -> None:
        match event:
            case xcffib.xfixes.SelectionNotifyEvent() if event.owner not in (xcffib.NONE, self._window):
                self._ask(event.selection, "UTF8_STRING", self._names[event.selection])
                self._connection.flush()
                _say("owned", self._names[event.selection])
            case xcffib.xproto.SelectionNotifyEvent():
                self._answered(event)
            case xcffib.xproto.ClientMessageEvent():
                self._dragged(event)

    def _ask(self, selection: int, target: str, said: str, time: int = xcffib.CurrentTime) -> None:
        name = self._atom(f"READ_{next(self._numbers) % 64}")
        self._asked[name] = said
        self._core.ConvertSelection(self._window, selection, self._atom(target), name, time)

    def _answered(self, event: Event) -> None:
        if event.property == xcffib.NONE:
            return
        answer = self._core.GetProperty(True, self._window, event.property, 0, 0, 1 << 16).reply()
        _say("text", self._asked[event.property], bytes(answer.value.buf()).decode(errors="replace"))

    def _dragged(self, message: Event) -> None:
        data = message.data.data32
        match message.type:
            case kind if kind == self._atom("XdndPosition"):
                if self._source != data[0]:
                    self._source = data[0]
                    self._ask_of_drag(data[3])
                    _say("over", "XdndSelection")
                self._tell("XdndStatus", [self._window, ACCEPT, 0, 0, self._atom("XdndActionCopy")])
            case kind if kind == self._atom("XdndLeave"):
                self._source = 0
            case kind if kind == self._atom("XdndDrop"):
                self._ask_of_drag(data[2])
                self._tell("XdndFinished", [self._window, ACCEPT, self._atom("XdndActionCopy"), 0, 0])
                self._source = 0
                _say("dropped", "XdndSelection")

    def _ask_of_drag(self, time: int) -> None:
        for target in ASKED_OF_DRAGS:
            self._ask(self._atom("XdndSelection"), target, "drop", time)

    def _tell(self, name: str, values: list[int]) -> None:
        body = struct.pack("=BBHII5I", 33, 32, 0, self._source, self._atom(name), *values)
        self._core.SendEvent(propagate=False, destination=self._source, event_mask=0, event=body)


def _say(what: str, selection: str, text: str = "") -> None:
    print(json.dumps([what, selection, text]), flush=True)


if __name__ == "__main__":
    Reader().run()
