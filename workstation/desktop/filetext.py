"""The text of a file, as far as a detector can read it: plain text in any common encoding, RTF and office documents."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workstation.desktop.decoding import decoded
from workstation.desktop.rtftext import is_rtf, rtf_text

MOST_BYTES = 4 * 1024 * 1024
MOST_ARCHIVE_BYTES = 16 * 1024 * 1024
MOST_MEMBERS = 200

_ARCHIVE = b"PK\x03\x04"
_READABLE = (".xml", ".txt", ".csv", ".tsv", ".json", ".html", ".htm", ".md", ".log", ".rtf")
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,  # it points before the file's begin; what cannot be read at all raises again below
    RuntimeError,
    ValueError,
)
_BLOCK_END = re.compile(
    r"</(?:\w+:)?(?:p|tc|si|is|c|v|row|tr|td|h|li|div)>|<(?:\w+:)?(?:tab|br)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")


def texts(path: Path) -> Iterator[str]:
    """Yield what `path` says, at most `MOST_BYTES` of it in all; raise OSError where it is not a file to be read.

    Links are refused. A file that is neither text nor an archive gives what text is in it.
    """
    with _opened(path) as file:
        if file.read(len(_ARCHIVE)) == _ARCHIVE and os.fstat(file.fileno()).st_size <= MOST_ARCHIVE_BYTES:
            yield from _members(file)
        else:
            file.seek(0)
            yield _said(file.read(MOST_BYTES))


def _opened(path: Path) -> BinaryIO:
    """Open a regular file for reading, neither following a link nor waiting for the other end of a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return os.fdopen(descriptor, "rb")


def _members(file: BinaryIO) -> Iterator[str]:
    """Yield the readable members of an archive; where it is broken or none, what it holds as it stands."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist()[:MOST_MEMBERS]:
                if left and _is_readable(member):
                    with archive.open(member) as opened:
                        content = opened.read(left)
                    left -= len(content)
                    text = _said(content)
                    yield _without_markup(text) if member.filename.lower().endswith(".xml") else text
    except _BROKEN:
        file.seek(0)
        yield decoded(file.read(MOST_BYTES))


def _is_readable(member: zipfile.ZipInfo) -> bool:
    is_open = member.compress_type in _PLAIN and not member.flag_bits & _ENCRYPTED
    return is_open and member.filename.lower().endswith(_READABLE)


def _said(content: bytes) -> str:
    return rtf_text(content) if is_rtf(content) else decoded(content)


def _without_markup(text: str) -> str:
    """Return the words of a document: what one paragraph or cell splits over elements is joined again."""
    return _TAG.sub("", _BLOCK_END.sub("\n", text))
