"""Which process is a forbidden program: by its name, its executable, or the script that it interprets."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import psutil

from workstation.facts.body import NAME_LIMIT
from workstation.facts.place import Program

_INTERPRETER = re.compile(
    r"(?:(?:ba|da|z|k|c|fi)?sh|env|python|pypy|ruby|perl|lua|node|php|java|wish|tclsh|guile|mono|wine)[\d.-]*"
)
_MODULE = "-m"
_INLINE = ("-c", "-e")


class Forbidden:
    """Names count without regard to case, paths as they are; both may hold `*`, `?` and `[…]`."""

    def __init__(self, names: Iterable[str], paths: Iterable[str]) -> None:
        self._names = tuple(name.casefold() for name in names)
        self._paths = tuple({way for path in paths for way in (path, os.path.realpath(path))})

    def match(self, process: psutil.Process) -> Program | None:
        """Return the forbidden program that `process` is, None for any other; raise psutil.NoSuchProcess."""
        executable = _executable(process)
        for name, path in _aliases(process, executable):
            if self._is_forbidden(name, path):
                return Program(name=name[:NAME_LIMIT], path=executable, pid=process.pid)
        return None

    def _is_forbidden(self, name: str, path: str) -> bool:
        names = {name.casefold(), Path(name).stem.casefold()}
        return any(fnmatchcase(known, wanted) for wanted in self._names for known in names) or any(
            fnmatchcase(path, wanted) for wanted in self._paths
        )


def _aliases(process: psutil.Process, executable: str) -> Iterator[tuple[str, str]]:
    """Yield the names under which a process runs, each with the path of the file behind it."""
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
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
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
