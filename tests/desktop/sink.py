"""A plain program's window: it has the focus and counts the keys and clicks that reach it."""

# SPDX-License-Identifier: Apache-2.0

import subprocess

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, EventMask, InputFocus, WindowClass

from tests.desktop.bed import await_window_manager, eventually
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.keymap import Keymap
from workstation.facts.place import Rect

PLACE = Rect(0, 0, 600, 400)


def xdotool(*arguments: str) -> None:
    """Press, type, click or move as a person would."""
    subprocess.run(["xdotool", *arguments], check=True, stdout=subprocess.DEVNULL)


class Sink:
    """A window at the top left corner, over a connection of its own."""

    def __init__(self) -> None:
        self.connection = Connection()
        core = self.connection.core
        self.window = int(self.connection.raw.generate_id())
        core.CreateWindow(
            xcffib.CopyFromParent,
            self.window,
            self.connection.root,
            PLACE.x,
            PLACE.y,
            PLACE.width,
            PLACE.height,
            0,
            WindowClass.InputOutput,
            xcffib.CopyFromParent,
            CW.OverrideRedirect | CW.EventMask,
            [1, EventMask.KeyPress | EventMask.ButtonPress],
        )
        core.MapWindow(self.window)
        await_window_manager(core, self.connection.root, self.window)
        core.SetInputFocus(InputFocus.PointerRoot, self.window, xcffib.CurrentTime)
        self._keymap = Keymap(self.connection)
        eventually(lambda: core.GetInputFocus().reply().focus == self.window, "the window has the focus")

    def reached(self) -> list[int]:
        """Return what reached the window since it was asked last: keysyms of keys, numbers of buttons."""
        self.connection.core.GetInputFocus().reply()
        found = []
        for event in self.connection.events():
            match event:
                case xcffib.xproto.KeyPressEvent():
                    found.append(self._keymap.keysym(event.detail, 0))
                case xcffib.xproto.ButtonPressEvent():
                    found.append(int(event.detail))
        return found

    def reached_by(self, count: int) -> list[int]:
        """Return what reached the window, once that many did."""
        found: list[int] = []

        def is_complete() -> bool:
            found.extend(self.reached())
            return len(found) >= count

        eventually(is_complete, f"{count} keys and clicks came")
        return found

    def close(self) -> None:
        self.connection.close()
