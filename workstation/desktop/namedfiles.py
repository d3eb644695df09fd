"""Files that are copied by their names: which ones, and what is in them."""

# SPDX-License-Identifier: Apache-2.0

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from socket import gethostname
from time import monotonic
from urllib.parse import unquote_to_bytes, urlsplit

from workstation.desktop.filetext import texts
from workstation.detect.finding import Scan
from workstation.detect.longtext import scan_pieces

MOST_NAMED = 256
MOST_READ = 64
WITHIN = 3.0


def named_files(text: str) -> tuple[Path, ...]:
    """Return the files of this machine that the lines of `text` name by their addresses, the first 256."""
    lines = (line.strip() for line in text.splitlines() if line.lstrip().startswith("file:"))
    return tuple(islice((path for line in lines for path in _local(line)), MOST_NAMED))


def found_in(files: Iterable[Path], scan: Scan) -> Counter[str]:
    """Return the classes in the first 64 regular files, folders looked into, as far as one gets in three seconds.

    A link is read as what it leads to. What cannot be read, or not in time, counts as nothing. A file on a mount that
    does not answer holds up whoever calls, for as long as that takes.
    """
    deadline = monotonic() + WITHIN
    classes: Counter[str] = Counter()
    for file in islice(_regular(files, deadline), MOST_READ):
        with suppress(OSError, ValueError):
            for text in texts(file):
                for piece in scan_pieces(scan, text, ""):
                    classes.update(finding.data_class for finding in piece.findings)
                    if monotonic() > deadline:
                        return classes
    return classes


def _local(address: str) -> Iterator[Path]:
    with suppress(ValueError):
        parts = urlsplit(address)
        path = Path(os.fsdecode(unquote_to_bytes(parts.path)))
        if parts.netloc in {"", "localhost", gethostname()} and path.is_absolute():
            yield path


def _regular(files: Iterable[Path], deadline: float) -> Iterator[Path]:
    """Yield the regular files that are named or lie below a named folder, without links inside that."""
    for named in files:
        with suppress(OSError, RuntimeError, ValueError):
            file = named.resolve(strict=True)
            if stat.S_ISREG(file.lstat().st_mode):
                yield file
            elif file.is_dir():
                yield from _below(file, deadline)


def _below(named: Path, deadline: float) -> Iterator[Path]:
    for folder, _, names in os.walk(named):
        if monotonic() > deadline:
            return
        for name in names:
            file = Path(folder, name)
            with suppress(OSError):
                if stat.S_ISREG(file.lstat().st_mode):
                    yield file
