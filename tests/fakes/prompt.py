"""A prompt of plain X11: shows a window of its own colour, and writes what it is given to a file, line by line."""

# SPDX-License-Identifier: Apache-2.0

import json
import sys
from pathlib import Path

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, WindowClass

COLOUR = 0xF0C000
PLACE = (200, 200, 300, 100)


def main(log: Path) -> None:
    """Show the window, then write until standard input ends."""
    connection = xcffib.connect()
    window = connection.generate_id()
    root = connection.setup.roots[0].root
    connection.core.CreateWindow(
        0, window, root, *PLACE, 0, WindowClass.InputOutput, 0, CW.BackPixel | CW.OverrideRedirect, [COLOUR, 1]
    )
    connection.core.MapWindow(window)
    connection.flush()
    sys.stdout.write(json.dumps({"window": window}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        with log.open("a") as file:
            file.write(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
