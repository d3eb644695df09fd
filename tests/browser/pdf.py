"""What a program that takes text out of a file finds in a PDF of Chromium's."""

# SPDX-License-Identifier: Apache-2.0

import re
import zlib
from collections.abc import Iterator

RANGE = re.compile(rb"<(\w+)> <(\w+)> <(\w+)>")
ONE = re.compile(rb"<(\w+)> <(\w+)>")
SHOWN = re.compile(rb"<([0-9A-F]+)> Tj")
WIDTH = 4


def pdf_text(pdf: bytes) -> str:
    """Return all text that is drawn, seen or not, each glyph as its font's table says."""
    streams = list(_streams(pdf))
    said: dict[bytes, str] = {}
    for stream in streams:
        for table in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.DOTALL):
            said |= {glyph.upper(): chr(int(code[:WIDTH], 16)) for glyph, code in ONE.findall(table)}
        for table in re.findall(rb"beginbfrange(.*?)endbfrange", stream, re.DOTALL):
            for first, last, code in RANGE.findall(table):
                for nth in range(int(last, 16) - int(first, 16) + 1):
                    said[b"%04X" % (int(first, 16) + nth)] = chr(int(code, 16) + nth)
    glyphs = (run for stream in streams for run in SHOWN.findall(stream))
    return "".join(said.get(run[at : at + WIDTH], "\ufffd") for run in glyphs for at in range(0, len(run), WIDTH))


def _streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            continue
