"""Files whose word counts because nobody but root can have written them."""

# SPDX-License-Identifier: Apache-2.0

import os
import stat
from collections.abc import Callable
from pathlib import Path

LIMIT = 64 << 10
OTHERS = stat.S_IWGRP | stat.S_IWOTH


class NotOfRootError(Exception):
    """Somebody but root may have written the file; what it says counts for nothing."""


def read_root_file(path: Path) -> bytes | None:
    """Return what root wrote to `path`, None where there is no such file.

    Raise NotOfRootError where anybody else can write it or put another in its place, OSError where it cannot be read.
    """
    try:
        _of_root(path.parent, path.parent.lstat(), stat.S_ISDIR)
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:  # noqa: PTH123 - opened above, without following links
        _of_root(path, os.fstat(descriptor), stat.S_ISREG)
        content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise NotOfRootError(f"{path} is larger than {LIMIT} bytes")
    return content


def _of_root(path: Path, found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if not is_kind(found.st_mode):
        raise NotOfRootError(f"{path} is not what belongs there")
    if found.st_uid != 0 or found.st_mode & OTHERS:
        raise NotOfRootError(f"{path} can be written by others than root")
