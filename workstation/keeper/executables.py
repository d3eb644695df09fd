"""The executables of forbidden programs, where programs are installed."""

# SPDX-License-Identifier: Apache-2.0

import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from workstation.executable import Digests
from workstation.keeper.forbidden import Forbidding
from workstation.packages import INSTALLED, files_of

FOLDERS = tuple(Path(each) for each in ("/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/usr/games"))
log = logging.getLogger(__name__)
ALTERNATIVES = "/etc/alternatives/"
AT_MOST = 256


def executables(
    forbidding: Sequence[Forbidding],
    folders: Sequence[Path] = FOLDERS,
    digests: Digests | None = None,
    packages: Path = INSTALLED,
) -> dict[str, str]:
    """Return the files of forbidden programs, at most AT_MOST, with the rule that forbids each.

    A name that is a link to a program of another name is none of them, but for a system's alternatives: what many
    names lead to would be forbidden under all of them. Nor is the interpreter that the product itself runs on.
    A digest is looked for in the folders of programs; `digests` knows what was read before.
    """
    known = digests or Digests()
    found: dict[str, str] = {}
    installed = [each for folder in folders for each in _files(folder)]
    own = os.path.realpath(sys.executable)
    for rule, names, paths, contents, named in forbidding:
        wanted = [name.casefold() for name in names]
        fitting = [
            path
            for path in (*installed, *(each for pattern in paths for each in _matching(pattern)))
            if _is_named(path, wanted) or _is_at(path, paths)
        ]
        if contents:
            fitting += [path for path in installed if known.at_path(str(path)) in contents]
        fitting += [Path(file) for package in named for file in files_of(package, packages)]
        for path in fitting:
            if (file := _file(path)) and file != own:
                found.setdefault(file, rule)
    if len(found) > AT_MOST:
        log.warning("%s files of forbidden programs are too many to deny; the last ones found can start", len(found))
    return dict(sorted(list(found.items())[:AT_MOST]))


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from Path(os.path.realpath(folder)).iterdir()


def _matching(pattern: str) -> Iterator[Path]:
    with suppress(OSError, ValueError):
        yield from Path("/").glob(re.sub(r"\*+", "*", pattern.lstrip("/")))  # never through all folders of the disk


def _is_named(path: Path, wanted: Sequence[str]) -> bool:
    names = {path.name.casefold(), path.stem.casefold()}
    return any(fnmatchcase(name, each) for each in wanted for name in names)


def _is_at(path: Path, paths: Sequence[str]) -> bool:
    return any(fnmatchcase(str(path), pattern) for pattern in paths)


def _file(path: Path) -> str:
    """Return the executable that `path` is or, as an alternative, leads to; "" where it is none."""
    with suppress(OSError):
        if path.is_symlink() and not str(path.readlink()).startswith(ALTERNATIVES):
            return ""
        file = os.path.realpath(path)
        if Path(file).is_file() and os.access(file, os.X_OK):
            return file
    return ""
