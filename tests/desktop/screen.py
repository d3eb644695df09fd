"""An outside observer of the screen: reads pixels as any program can."""

# SPDX-License-Identifier: Apache-2.0

from types import TracebackType
from typing import Self

from xcffib.xproto import ImageFormat

from workstation.desktop.x11.connection import Connection
from workstation.facts.place import Rect

ALL_PLANES = 0xFFFFFFFF


class Screen:
    """Pixels of the root window as they are now, over a connection of its own."""

    def __init__(self) -> None:
        self.connection = Connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def pixel(self, x: int, y: int) -> int:
        """Return the colour at `x`, `y` as 0xRRGGBB."""
        image = self.connection.core.GetImage(ImageFormat.ZPixmap, self.connection.root, x, y, 1, 1, ALL_PLANES)
        blue, green, red, _ = image.reply().data.raw
        return int(red << 16 | green << 8 | blue)

    def corners_and_middle(self) -> set[int]:
        """Return the colours of five places all over the screen."""
        screen = self.connection.screen()
        right, bottom = screen.width - 1, screen.height - 1
        places = ((0, 0), (right, 0), (0, bottom), (right, bottom), (right // 2, bottom // 2))
        return {self.pixel(x, y) for x, y in places}


def place_of(window: str) -> Rect:
    """Return the pixels inside the window's decoration."""
    connection = Connection()
    try:
        core = connection.core
        size = core.GetGeometry(int(window)).reply()
        at = core.TranslateCoordinates(int(window), connection.root, 0, 0).reply()
        return Rect(at.dst_x, at.dst_y, size.width, size.height)
    finally:
        connection.close()
