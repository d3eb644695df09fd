"""LibreOffice in the bed: files as an agent would open them, and the program started quietly on one of them."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.desktop.bed import Bed, eventually
from tests.desktop.picture import look
from workstation.facts.place import Rect

EVERYTHING = Rect(0, 0, 1280, 900)
QUIET = ("--norestore", "--nologo", "--nofirststartwizard")
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
Rows = Sequence[Sequence[str]]


class Office:
    """One LibreOffice window over the whole screen, on `file`, driven by its keyboard; `title` is its own."""

    def __init__(self, bed: Bed, file: Path, title: str = "") -> None:
        self._bed = bed
        profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
        self.process = bed.start(["soffice", *QUIET, profile, str(file)])
        find = ["xdotool", "search", "--onlyvisible", "--name", title or f"^{file.name} - LibreOffice"]
        shown = partial(subprocess.run, find, stdout=subprocess.DEVNULL, check=False)
        eventually(lambda: shown().returncode == 0, f"LibreOffice shows {file.name}", 60)

    def press(self, *chords: str) -> None:
        subprocess.run(["xdotool", "key", *chords], check=True)

    def click(self, x: int, y: int) -> None:
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)

    def type(self, text: str) -> None:
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self._bed.end(self.process)


def until_read(digits: str, place: Rect) -> None:
    """Return once a reader finds `digits` there."""
    eventually(lambda: digits in look(place).digits(), f"{digits} can be read", 60)


def letter(folder: Path, *lines: str) -> Path:
    """Write a text of one paragraph a line."""
    file = folder / "letter.fodt"
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    file.write_text(_document("text", f"<office:text>{paragraphs}</office:text>"))
    return file


def workbook(folder: Path, **sheets: Rows) -> Path:
    """Write sheets; their first row is one merged cell over four columns, as titles are."""
    file = folder / "customers.fods"
    tables = "".join(_sheet(name, rows) for name, rows in sheets.items())
    file.write_text(_document("spreadsheet", f"<office:spreadsheet>{tables}</office:spreadsheet>"))
    return file


def _sheet(name: str, rows: Rows) -> str:
    title = (
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="4" '
        f'table:number-rows-spanned="1"><text:p>{name}</text:p></table:table-cell></table:table-row>'
    )
    wide = '<table:table-column table:style-name="wide" table:number-columns-repeated="8"/>'
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{wide}{title}{body}</table:table>"


def _cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _document(kind: str, body: str) -> str:
    return (
        f'<?xml version="1.0"?><office:document {SPACES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:styles>'
        f"{''.join(map(_large, ('table-cell', 'paragraph')))}</office:styles><office:automatic-styles>"
        '<style:style style:name="wide" style:family="table-column"><style:table-column-properties '
        'style:column-width="6cm"/></style:style></office:automatic-styles>'
        f"<office:body>{body}</office:body></office:document>"
    )


def _large(family: str) -> str:
    """Have letters be large enough for every reader."""
    text = '<style:text-properties fo:font-size="14pt"/>'
    return f'<style:default-style style:family="{family}">{text}</style:default-style>'
