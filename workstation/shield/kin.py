"""Which processes are parts of the shields: ourselves, the twin, and the prompts of both."""

# SPDX-License-Identifier: Apache-2.0

import os
from pathlib import Path

PROC = Path("/proc")
PARENT = 1


def related(pid: int) -> bool:
    """Say whether `pid` runs now as a part of the shields.

    A twin is told by what nobody else has together: our account, our starter and our command line.
    """
    return pid == os.getpid() or _parent(pid) == os.getpid() or _is_twin(pid) or _is_twin(_parent(pid))


def _is_twin(pid: int) -> bool:
    if pid <= 1 or _parent(pid) != os.getppid():
        return False
    try:
        same_account = (PROC / str(pid)).stat().st_uid == os.getuid()
        return same_account and _command(str(pid)) == _command("self")
    except OSError:
        return False


def _parent(pid: int) -> int:
    """Return the process id of the parent, 0 where `pid` is gone."""
    try:
        after_name = (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2]
    except OSError:
        return 0
    return int(after_name.split()[PARENT])


def _command(pid: str) -> bytes:
    return (PROC / pid / "cmdline").read_bytes()
