"""Another program with one plain window, marked as it likes: `python -m tests.desktop.stranger X Y W H [PROPERTY]`."""

# SPDX-License-Identifier: Apache-2.0

import signal
import sys
from collections.abc import Sequence

from xcffib.xproto import CW, Atom, ConfigWindow, PropMode, StackMode, WindowClass

from workstation.desktop.x11.connection import Connection

COLOUR = 0xC000C0


def main(place: Sequence[int], marker: str) -> None:
    """Show the window, above all, until the process is ended."""
    connection = Connection()
    core, window = connection.core, connection.raw.generate_id()
    shown = CW.BackPixel | CW.OverrideRedirect
    core.CreateWindow(0, window, connection.root, *place, 0, WindowClass.InputOutput, 0, shown, [COLOUR, 1])
    if marker:
        core.ChangeProperty(PropMode.Replace, window, connection.atom(marker), Atom.CARDINAL, 32, 1, [1])
    core.MapWindow(window)
    core.ConfigureWindow(window, ConfigWindow.StackMode, [StackMode.Above])
    connection.flush()
    signal.pause()


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:5]], "".join(sys.argv[5:]))
