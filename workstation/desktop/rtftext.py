"""What a person reads of RTF; our own reader, since what is left out here is what nobody would look at."""

# SPDX-License-Identifier: Apache-2.0

import re
from typing import NamedTuple

DEEPEST = 200
_MOST_SKIPPED = 8
_BEGIN = b"{\\rtf"
_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)", re.IGNORECASE
)
_SAID = {
    **dict.fromkeys(("par", "line", "row", "nestrow", "sect", "page", "column"), "\n"),
    **dict.fromkeys(("tab", "cell", "nestcell"), "\t"),
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
    "bullet": "\u2022",
    "endash": "\u2013",
    "emdash": "\u2014",
}
_SIGNS = {"~": "\u00a0", "_": "-", "\r": "\n", "\n": "\n", "{": "{", "}": "}", "\\": "\\"}
_UNREAD = frozenset(
    {
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "filetbl", "revtbl"),
        *("pict", "objdata", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "blipuid"),
        *("sn", "sv"),
    }
)
"""Groups of settings and pictures, whose digits mean nothing."""
_READ_ALL_THE_SAME = frozenset({"annotation", "atnauthor", "fldinst", "shpinst", "shptxt", "footnote", "title"})
"""Groups marked as what older readers may leave out, and which hold words."""


class _Group(NamedTuple):
    is_unread: bool = False
    skipped: int = 1
    """How many characters follow a Unicode one for readers that know none."""


def is_rtf(content: bytes) -> bool:
    """Say whether a document in RTF begins here."""
    return content[:64].lstrip().lower().startswith(_BEGIN)


def rtf_text(content: bytes) -> str:
    """Return the text of a document; time and memory are in proportion to it.

    Notes, comments and headers are part of it; what formatting splits is joined.
    """
    return _Reader().read(content.decode("latin-1"))


class _Reader:
    """Reads one document."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._groups = [_Group()]
        self._deeper = 0
        self._to_skip = 0
        self._is_optional = False
        self._coding = "cp1252"

    def read(self, content: str) -> str:
        """Return its text; characters that it writes as halves are joined, half ones replaced."""
        at = 0
        while token := _TOKEN.search(content, at):
            at = token.end()
            word, number, code, sign, brace, text = token.groups()
            if word and word.lower() == "bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word.lower(), int(number) if number else None)
            elif brace:
                self._brace(brace)
            elif sign == "*":
                self._is_optional = True
            else:
                self._say(text or _SIGNS.get(sign, "") or (self._character(code) if code else ""))
        return "".join(self._said).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _word(self, word: str, number: int | None) -> None:
        is_optional, self._is_optional = self._is_optional, False
        group = self._groups[-1]
        if word in _UNREAD or (is_optional and word not in _READ_ALL_THE_SAME):
            self._groups[-1] = group._replace(is_unread=True)
        elif word == "uc":
            self._groups[-1] = group._replace(skipped=min(max(number or 0, 0), _MOST_SKIPPED))
        elif word == "u" and number is not None:
            self._to_skip = 0
            self._say(chr(number & 0xFFFF))
            self._to_skip = group.skipped
        elif word == "ansicpg":
            self._coding = f"cp{number}"
        else:
            self._to_skip = 0
            self._say(_SAID.get(word, ""))

    def _brace(self, brace: str) -> None:
        self._to_skip = 0
        self._is_optional = False
        if brace == "{" and len(self._groups) >= DEEPEST:
            self._deeper += 1
        elif brace == "{":
            self._groups.append(self._groups[-1])
        elif self._deeper:
            self._deeper -= 1
        elif len(self._groups) > 1:
            self._groups.pop()

    def _say(self, text: str) -> None:
        said = text[self._to_skip :]
        self._to_skip -= len(text) - len(said)
        if not self._groups[-1].is_unread:
            self._said.append(said)

    def _character(self, code: str) -> str:
        try:
            return bytes.fromhex(code).decode(self._coding, errors="replace")
        except LookupError:
            return bytes.fromhex(code).decode("latin-1")
