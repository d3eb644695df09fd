"""The forms in which a program offers what it has on a selection, and the texts in each."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from workstation.desktop.decoding import decoded
from workstation.desktop.htmltext import html_texts
from workstation.desktop.namedfiles import named_files
from workstation.desktop.rtftext import is_rtf, rtf_text

ALWAYS_ASKED = ("UTF8_STRING", "STRING", "text/plain", "text/html")
RICH = ("text/rtf", "text/richtext", "application/rtf", "application/x-rtf", "application/xhtml+xml")
FILES = ("x-special/gnome-copied-files", "x-special/mate-copied-files", "application/x-kde4-urilist", "text/uri-list")
FILES_BEGIN = "x-special/nautilus-clipboard"
"""What GNOME's file manager writes before addresses that it copies as text."""
PLAIN = ("UTF8_STRING", "STRING", "text/plain")
PICTURES = ("image/png", "image/jpeg", "image/tiff", "image/bmp")
MORE_ASKED = 12


class Form(NamedTuple):
    """A target by its name, what its owner gave for it, and whether it is one that programs are told they may ask for.

    Some programs give what they have whatever they are asked for.
    """

    name: str
    content: bytes
    is_listed: bool = True

    def texts(self) -> Iterator[str]:
        """Yield what there is to read, first what a person sees."""
        if self.name in RICH and is_rtf(self.content):
            yield rtf_text(self.content)
            return
        for text in _readings(self.content):
            yield from filter(str.strip, html_texts(text) if "html" in self.name else (text,))

    @property
    def is_plain(self) -> bool:
        """Say whether this is a text that says something, as a person would paste it."""
        return self.is_listed and self.name.partition(";")[0] in PLAIN and bool(self.content.strip(b"\0\r\n\t "))

    def files(self) -> tuple[Path, ...]:
        """Return the files that are copied by naming them."""
        names = self.name in FILES or self.content.startswith(FILES_BEGIN.encode())
        return named_files(decoded(self.content)) if names else ()


def _readings(content: bytes) -> Iterator[str]:
    """Yield what the bytes may say; UTF-16 often comes without its mark."""
    yield decoded(content)
    if b"\0" in content[:4]:
        yield content.decode("utf-16", errors="replace")


def text_forms(listed: Sequence[str]) -> list[str]:
    """Return what to ask for: the usual, and a few more that `listed` names, known ones first."""
    known = [name for name in (*FILES, *RICH) if name in listed]
    others = [name for name in listed if name.lower().startswith("text/")]
    more = [name for name in dict.fromkeys((*known, *others)) if name not in ALWAYS_ASKED]
    return [*ALWAYS_ASKED, *more[:MORE_ASKED]]


def picture_form(listed: Sequence[str]) -> str:
    """Return the form of a picture to ask for: a usual one of `listed`, any of it, or the most usual all the same."""
    others = [name for name in listed if name.lower().startswith("image/")]
    return next((name for name in (*PICTURES, *others) if name in listed), PICTURES[0])
