"""Files whose word counts because nobody but root can have written them."""

# SPDX-License-Identifier: Apache-2.0

import os
import stat
from pathlib import Path

LIMIT = 64 << 10


class RefusedError(Exception):
    """The warden does not do that, or does not believe it; the text says why, in one line."""


def read_root_file(path: Path) -> bytes | None:
    """Return what root wrote to `path`, None where there is no such file.

    Raise RefusedError where anybody else can write it or put another in its place, OSError where it cannot be read.
    """
    try:
        of_root(path.parent, path.parent.lstat())
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - no links
            of_root(path, os.fstat(file.fileno()))
            content = file.read(LIMIT + 1)
    except FileNotFoundError:
        return None
    if len(content) > LIMIT:
        raise RefusedError(f"{path} is larger than {LIMIT} bytes")
    return content


def of_root(path: Path, found: os.stat_result) -> None:
    """Raise RefusedError where what was found at `path` is not root's alone to write; a link is not."""
    if found.st_uid != 0 or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise RefusedError(f"{path} can be written by others than root")
