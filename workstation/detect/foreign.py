"""Foreign ways to write ASCII: one code point becomes one, so that every offset stays the original's."""

# SPDX-License-Identifier: Apache-2.0

import re

_ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090"
    "\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50\ua620\ua8d0\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
    "\U000104a0\U00010d30\U00011066\U000110f0\U00011136\U000111d0\U000112f0\U00011450\U000114d0\U00011650\U000116c0"
    "\U00011730\U000118e0\U00011950\U00011c50\U00011d50\U00011da0\U00011f50\U00016a60\U00016ac0\U00016b50\U0001d7ce"
    "\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6\U0001e140\U0001e2f0\U0001e4f0\U0001e950\U0001fbf0"
)
_SPACES = (
    "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
)
_DASHES = "\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u2212\u301c\u3030\ufe31\ufe32\ufe58\ufe63"
_DOTS = "\u2024\u2027\u22c5\u30fb\uff65\u3002\ufe52"
_SLASHES = "\u2044\u2215\u29f8"
_WIDE = range(0xFF01, 0xFF5F)
_WIDE_TO_ASCII = 0xFEE0

_PLAIN: dict[int, str] = {
    **{ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    **{code: chr(code - _WIDE_TO_ASCII) for code in _WIDE},
    **{
        ord(character): plain
        for characters, plain in ((_SPACES, " "), (_DASHES, "-"), (_DOTS, "."), (_SLASHES, "/"))
        for character in characters
    },
}
_BEYOND = re.compile("[^\x00-\xff]+")


def fold(text: str) -> str:
    """Return `text` with foreign digits, wide letters, spaces, dashes and dots as ASCII; each keeps its place."""
    if text.isascii():
        return text
    if len(text.encode("latin-1", "ignore")) < len(text):
        text = _BEYOND.sub(_fold_stretch, text)
    return text.replace("\u00a0", " ").replace("\u00ad", "-").replace("\u00b7", ".")


def _fold_stretch(stretch: re.Match[str]) -> str:
    return stretch.group().translate(_PLAIN)
