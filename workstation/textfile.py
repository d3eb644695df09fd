"""Text files as they are found: read whole, written whole, never over another by accident."""

# SPDX-License-Identifier: Apache-2.0

import codecs
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workstation.errors import DeskwardenError

STDIN = "-"
_PRIVATE = 0o600
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file's text. What is not in its encoding survives reading and writing unchanged."""

    name: str
    text: str
    encoding: str

    def encode(self, text: str) -> bytes:
        """Return `text` in this file's encoding."""
        return text.encode(self.encoding, "surrogatepass" if self.encoding.startswith("utf-16") else "surrogateescape")


def read_text(name: str) -> TextFile:
    """Return the text of a file or, for "-", of the standard input; raise DeskwardenError where there is none."""
    try:
        content = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise DeskwardenError(f"{name}: {error.strerror}", hint="Name a file that can be read.") from error
    encoding = _WIDE.get(content[:2], "utf-8")
    if encoding == "utf-8":
        if b"\0" in content:
            raise DeskwardenError(f"{name}: not a text file", hint="Export it as text first.")
        return TextFile(name, content.decode(encoding, "surrogateescape"), encoding)
    try:
        return TextFile(name, content.decode(encoding, "surrogatepass"), encoding)
    except UnicodeDecodeError as error:
        raise DeskwardenError(f"{name}: broken UTF-16 at byte {error.start}", hint="Save it again as UTF-8.") from error


def redacted_name(source: Path) -> Path:
    """Return the name beside `source` under which it is written without customer data."""
    return source.with_name(f"{source.stem}.redacted{source.suffix}")


def new_file(path: Path, content: bytes, *, may_replace: bool) -> None:
    """Write a file that only its owner can read; raise DeskwardenError where one is, unless it may be replaced."""
    try:
        if may_replace:
            _replace(path, content)
        else:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:  # noqa: PTH123 - of a descriptor
                file.write(content)
    except FileExistsError as error:
        raise DeskwardenError(f"{path} exists already", hint="Use --force to write over it, or --output.") from error
    except OSError as error:
        raise DeskwardenError(f"{path}: {error.strerror}", hint="Name a place that can be written.") from error


def _replace(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - of a descriptor
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
