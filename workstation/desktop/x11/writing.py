"""Lines of text in a window of their own, in the server's built-in font, made large enough for the output."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence

import xcffib
import xcffib.xproto
from xcffib.xproto import CW, GC, ImageFormat, WindowClass

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.facts.place import Rect

FONT = "fixed"
LIT, DARK = 0xFFFFFF, 0
ALL_PLANES = 0xFFFFFFFF
ROWS_AT = 400
"""For how many pixels of an output's height letters grow by their own size."""
MARGIN = 24
GAP = 4
AT_ONCE = 4000


class Writing:
    """A window in the middle of the first output, for one thread; it needs no fonts, no scaling and no toolkit.

    The server itself keeps it painted. It raises DesktopError where the server is gone.
    """

    def __init__(self, connection: Connection, lines: Sequence[str], ink: int, paper: int) -> None:
        self._connection = connection
        self._core = connection.core
        self._lines = lines
        self._ink = ink
        self._paper = paper
        self.window = 0
        """The window that is shown, 0 while none is."""

    def show(self) -> int:
        """Show the lines, and return the window."""
        if not self.window:
            with x_errors("writing on the shield"):
                self.window = self._make()
        return self.window

    def hide(self) -> None:
        """Take the window away."""
        if self.window:
            with x_errors("taking what is written away"):
                self._core.DestroyWindow(self.window)
                self._connection.flush()
            self.window = 0

    def lost(self) -> None:
        """Forget the window: somebody destroyed it."""
        self.window = 0

    def _make(self) -> int:
        output = next(iter(self._connection.monitors()), self._connection.screen())
        width, height, runs = self._letters()
        scale = max(1, min(output.height // ROWS_AT, (output.width - 2 * MARGIN) // width))
        place = _centred(output, width * scale + 2 * MARGIN, height * scale + 2 * MARGIN)
        pixmap = self._painted(place, [_scaled(run, scale) for run in runs])
        window = int(self._connection.raw.generate_id())
        self._core.CreateWindow(
            xcffib.CopyFromParent,
            window,
            self._connection.root,
            *(place.x, place.y, place.width, place.height, 0),
            WindowClass.InputOutput,
            xcffib.CopyFromParent,
            CW.BackPixmap | CW.OverrideRedirect,
            [pixmap, 1],
        )
        self._core.FreePixmap(pixmap)
        self._core.MapWindow(window)
        self._connection.flush()
        return window

    def _letters(self) -> tuple[int, int, list[Rect]]:
        """Return how large the text is at its own size, and its lit pixels, as runs."""
        font = self._connection.raw.generate_id()
        self._core.OpenFont(font, len(FONT), FONT)
        size = self._core.QueryFont(font).reply()
        row = size.font_ascent + size.font_descent + GAP
        width = max(map(len, self._lines)) * size.max_bounds.character_width
        whole = Rect(0, 0, width, row * len(self._lines))
        pixmap, context = self._canvas(whole, DARK)
        self._core.ChangeGC(context, GC.Foreground | GC.Background | GC.Font, [LIT, DARK, font])
        for number, line in enumerate(self._lines):
            at = number * row + size.font_ascent
            if line:
                self._core.ImageText8(len(line), pixmap, context, 0, at, line.encode("ascii", errors="replace"))
        asked = self._core.GetImage(ImageFormat.ZPixmap, pixmap, 0, 0, whole.width, whole.height, ALL_PLANES)
        image = asked.reply().data.raw
        self._core.FreePixmap(pixmap)
        self._core.FreeGC(context)
        self._core.CloseFont(font)
        return whole.width, whole.height, list(_runs(bytes(image), whole))

    def _painted(self, place: Rect, runs: list[Rect]) -> int:
        pixmap, context = self._canvas(Rect(0, 0, place.width, place.height), self._paper)
        self._core.ChangeGC(context, GC.Foreground, [self._ink])
        parts = [xcffib.xproto.RECTANGLE.synthetic(run.x, run.y, run.width, run.height) for run in runs]
        for first in range(0, len(parts), AT_ONCE):
            some = parts[first : first + AT_ONCE]
            self._core.PolyFillRectangle(pixmap, context, len(some), some)
        self._core.FreeGC(context)
        return pixmap

    def _canvas(self, whole: Rect, colour: int) -> tuple[int, int]:
        """Return a pixmap of one colour, and a context to draw with."""
        pixmap, context = (int(self._connection.raw.generate_id()) for _ in range(2))
        self._core.CreatePixmap(self._connection.depth, pixmap, self._connection.root, whole.width, whole.height)
        self._core.CreateGC(context, pixmap, GC.Foreground, [colour])
        one = [xcffib.xproto.RECTANGLE.synthetic(0, 0, whole.width, whole.height)]
        self._core.PolyFillRectangle(pixmap, context, 1, one)
        return pixmap, context


def _runs(image: bytes, whole: Rect) -> Iterator[Rect]:
    """Yield what is lit, row by row, however many bytes a pixel of this server has."""
    line = len(image) // whole.height
    each = line // whole.width
    for y in range(whole.height):
        row = image[y * line : (y + 1) * line]
        lit = [any(row[x * each : (x + 1) * each]) for x in range(whole.width)]
        begins = None
        for x, is_lit in enumerate((*lit, False)):
            if is_lit and begins is None:
                begins = x
            elif not is_lit and begins is not None:
                yield Rect(begins, y, x - begins, 1)
                begins = None


def _scaled(run: Rect, scale: int) -> Rect:
    return Rect(MARGIN + run.x * scale, MARGIN + run.y * scale, run.width * scale, run.height * scale)


def _centred(output: Rect, width: int, height: int) -> Rect:
    return Rect(output.x + (output.width - width) // 2, output.y + (output.height - height) // 2, width, height)
