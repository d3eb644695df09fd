"""Which process is a forbidden program: by its name, its executable, that file's content or package, or its script."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import psutil

from workstation.executable import Digests
from workstation.facts.actions import WatchPrograms
from workstation.facts.body import NAME_LIMIT
from workstation.facts.place import Program
from workstation.packages import files_of

_INTERPRETER = re.compile(
    r"(?:(?:ba|da|z|k|c|fi)?sh|env|python|pypy|ruby|perl|lua|node|php|java|wish|tclsh|guile|mono|wine)[\d.-]*"
)
_MODULE = "-m"
_INLINE = ("-c", "-e")


class Forbidden:
    """Names count without regard to case, paths as they are; both may hold `*`, `?` and `[…]`."""

    def __init__(self, watch: WatchPrograms, digests: Digests) -> None:
        self._names = tuple(name.casefold() for name in watch.names)
        self._paths = tuple({way for path in watch.paths for way in (path, os.path.realpath(path))})
        self._wanted = frozenset(watch.digests)
        self._packaged = {
            os.path.realpath(file): each
            for each in watch.packages
            for file in files_of(each)
            if Path(file).is_file() and not Path(file).is_symlink()  # what a link leads to may be of another package
        }
        self._digests = digests

    def match(self, process: psutil.Process) -> tuple[Program, str] | None:
        """Return the forbidden program that `process` is, and the digest or package by which it is one, if it is.

        Raise psutil.NoSuchProcess where it is gone.
        """
        for name, path in aliases(process):
            mark = self._packaged.get(path, "")
            if mark or self._is_forbidden(name, path):
                return Program(name=name[:NAME_LIMIT], path=_executable(process), pid=process.pid), mark
        if self._wanted and (digest := self._digests.of_process(process.pid)) in self._wanted:
            path = _executable(process)
            name = Path(path).name if path else process.name()
            return Program(name=name[:NAME_LIMIT], path=path, pid=process.pid), digest
        return None

    def _is_forbidden(self, name: str, path: str) -> bool:
        names = {name.casefold(), Path(name).stem.casefold()}
        return any(fnmatchcase(known, wanted) for wanted in self._names for known in names) or any(
            fnmatchcase(path, wanted) for wanted in self._paths
        )


def aliases(process: psutil.Process) -> Iterator[tuple[str, str]]:
    """Yield the names under which a process runs, each with the path of the file behind it."""
    executable = _executable(process)
    yield process.name(), executable
    yield Path(executable).name, executable
    arguments = _arguments(process)
    if arguments:
        yield Path(arguments[0]).name, executable
    if script := _script(Path(executable).name, arguments[1:]):
        yield Path(script).name, os.path.realpath(Path(_folder(process), script))


def _script(interpreter: str, arguments: Sequence[str]) -> str:
    """Return the script or module that an interpreter was given, "" without one."""
    if not _INTERPRETER.fullmatch(interpreter):
        return ""
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == _MODULE:
            return following
        if argument in _INLINE:
            return ""
        if not argument.startswith("-"):
            return argument
    return ""


def _executable(process: psutil.Process) -> str:
    """Return the executable's path with links resolved, "" where it may not be read."""
    try:
        return str(process.exe())
    except psutil.AccessDenied:
        return ""


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.AccessDenied:
        return []


def _folder(process: psutil.Process) -> str:
    try:
        return str(process.cwd())
    except psutil.AccessDenied:
        return "/"
