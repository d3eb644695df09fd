"""What /proc tells of a running process."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

from workstation.facts.body import NAME_LIMIT
from workstation.facts.place import Program

ARGUMENTS_LIMIT = 64 << 10


def program_of_pid(pid: int) -> Program:
    """Return the program that runs as `pid`, with what /proc still tells of it."""
    process = Path("/proc") / str(pid)
    try:
        name = (process / "comm").read_text(errors="replace").strip()[:NAME_LIMIT]
    except OSError:
        return Program(name="", path="", pid=pid)
    try:
        path = str((process / "exe").readlink())
    except OSError:
        path = ""
    return Program(name=name, path=path, pid=pid)


def arguments_of(pid: int) -> tuple[str, ...]:
    """Return what `pid` was started with, its name left out; nothing where it is gone."""
    try:
        with (Path("/proc") / str(pid) / "cmdline").open("rb") as file:
            said = file.read(ARGUMENTS_LIMIT).decode(errors="replace")
    except OSError:
        return ()
    return tuple(said.rstrip("\0").split("\0")[1:])
