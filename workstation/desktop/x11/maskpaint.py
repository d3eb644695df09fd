"""What a mask looks like: a flat block in the colour of text, labelled with the class that it covers, or why."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence

import xcffib.xproto
from xcffib.xproto import GC

from workstation.desktop.x11.connection import Connection, x_errors
from workstation.facts.place import Cover, CoverReason, Mark, Rect

INK = (0x20, 0x21, 0x24)
PAPER = (0xE8, 0xEA, 0xED)
COLOURS = tuple(int.from_bytes(bytes(colour)) for colour in (INK, PAPER))
"""All that a mask shows, as 0xRRGGBB."""
FONTS = ("-*-helvetica-bold-r-normal--11-*-iso8859-1", "-*-*-bold-r-normal--13-*-iso8859-1", "fixed")
WORDS = {
    "card_number": "CARD",
    "card_verification": "CVV",
    "card_expiry": "EXPIRY",
    "track_data": "TRACK",
    "us_ssn": "SSN",
    "us_itin": "ITIN",
    "us_ein": "EIN",
    "iban": "IBAN",
    "us_routing": "ROUTING",
    "bank_account": "ACCOUNT",
    "swift_bic": "BIC",
}
WHY: dict[CoverReason, str] = {
    "policy": "hidden by policy",
    "unfocused": "hidden while you work elsewhere",
    "watched": "hidden while the screen is filmed or shared",
}
MARGIN = 2
TALLEST = 64


class MaskPaint:
    """A pixmap as large as the screen, in the mask's colour, with the labels at their places."""

    def __init__(self, connection: Connection, screen: Rect) -> None:
        self._connection = connection
        self._core = connection.core
        self._labelled: tuple[Rect, ...] = ()
        with x_errors("painting masks"):
            self._font = self._open_font()
            self._letter_sizes = self._core.QueryFont(self._font).reply()
            self.pixmap = self._make_pixmap(screen)
            self._block = self._context(GC.Foreground, [self._pixel(INK)])
            colours = [self._pixel(PAPER), self._pixel(INK), self._font]
            self._letters = self._context(GC.Foreground | GC.Background | GC.Font, colours)
        self._fill((screen,))

    def paint(self, marks: Sequence[Mark], covers: Sequence[Cover] = ()) -> int:
        """Write the labels of `marks` and, above them, of `covers`, none besides, and return the pixmap."""
        self._fill(self._labelled)
        labels = [(WORDS.get(mark.data_class, ""), max(mark.hidden, key=_area)) for mark in marks if mark.hidden]
        written = [rect for word, rect in labels if word and rect.height <= TALLEST and self._write(word, rect)]
        for cover in covers:
            self._fill(cover.hidden)
            place = max(cover.hidden, key=_area)
            if any(self._write(words, place) for words in _labels(cover)):
                written.append(place)
        self._labelled = tuple(written)
        return self.pixmap

    def close(self) -> None:
        """Give the server's memory back."""
        self._core.FreePixmap(self.pixmap)
        self._core.FreeGC(self._block)
        self._core.FreeGC(self._letters)
        self._core.CloseFont(self._font)

    def _write(self, word: str, rect: Rect) -> bool:
        """Write `word` in the middle of `rect` where it has room; say whether it has."""
        letters = word.encode("latin-1", errors="replace").decode("latin-1")
        width, ascent, height = self._measure(letters)
        if rect.width < width + 2 * MARGIN or rect.height < height + MARGIN:
            return False
        x = rect.x + (rect.width - width) // 2
        y = rect.y + (rect.height - height) // 2 + ascent
        self._core.ImageText8(len(letters), self.pixmap, self._letters, x, y, letters.encode("latin-1"))
        return True

    def _fill(self, rects: Sequence[Rect]) -> None:
        parts = [xcffib.xproto.RECTANGLE.synthetic(rect.x, rect.y, rect.width, rect.height) for rect in rects]
        self._core.PolyFillRectangle(self.pixmap, self._block, len(parts), parts)

    def _make_pixmap(self, screen: Rect) -> int:
        pixmap = self._connection.raw.generate_id()
        depth, root = self._connection.depth, self._connection.root
        self._core.CreatePixmap(depth, pixmap, root, screen.width, screen.height)
        return int(pixmap)

    def _context(self, mask: int, values: list[int]) -> int:
        context = self._connection.raw.generate_id()
        self._core.CreateGC(context, self.pixmap, mask, values)
        return int(context)

    def _pixel(self, colour: tuple[int, int, int]) -> int:
        red, green, blue = (part * 0x101 for part in colour)
        return int(self._core.AllocColor(self._connection.colormap, red, green, blue).reply().pixel)

    def _open_font(self) -> int:
        """Open the first font that the server has; "fixed" is built in."""
        font = self._connection.raw.generate_id()
        for name in FONTS[:-1]:
            try:
                self._core.OpenFont(font, len(name), name, is_checked=True).check()
            except xcffib.xproto.NameError:
                continue
            return int(font)
        self._core.OpenFont(font, len(FONTS[-1]), FONTS[-1], is_checked=True).check()
        return int(font)

    def _measure(self, word: str) -> tuple[int, int, int]:
        """Return width, ascent and whole height of `word`, in pixels."""
        font = self._letter_sizes
        letters = [font.char_infos[ord(letter) - font.min_char_or_byte2] for letter in word]
        ascent = max(letter.ascent for letter in letters)
        descent = max(letter.descent for letter in letters)
        return sum(letter.character_width for letter in letters), ascent, ascent + descent


def _labels(cover: Cover) -> tuple[str, ...]:
    """Return what is written on a cover, and what where that has no room."""
    why = WHY[cover.why]
    return (f"{cover.name}: {why}", cover.name) if cover.name else (why[:1].upper() + why[1:], "Hidden")


def _area(rect: Rect) -> int:
    return rect.width * rect.height
