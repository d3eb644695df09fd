"""A service manager for the stage: makes the keeper's socket, hands it over, and starts a keeper that ended again.

`python -m tests.installed.servicemanager` prints the process id of each keeper, and ends with its input.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import select
import socket
import sys
from pathlib import Path

from tests.installed.stage import KEEPER, PYTHON
from workstation.installed import SOCKET

COMMAND = (PYTHON, "-m", "workstation", "keeper", "--policy", "/opt/app/tests/demo/policy.toml")
GIVEN = 3
CREDENTIALS = Path("/run/credentials/deskwarden-keeper.service")


def main() -> None:
    """Keep a keeper running until the input ends."""
    SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(SOCKET))
        SOCKET.chmod(0o666)
        listening.listen()
        while True:
            pid = os.fork()
            if pid == 0:
                _become_keeper(listening)
            print(pid, flush=True)
            if _input_ended(os.pidfd_open(pid)):
                os.kill(pid, 15)
                os.waitpid(pid, 0)
                return
            os.waitpid(pid, 0)


def _input_ended(running: int) -> bool:
    ready, _, _ = select.select([sys.stdin, running], [], [])
    os.close(running)
    return sys.stdin in ready


def _become_keeper(listening: socket.socket) -> None:
    if listening.fileno() != GIVEN:
        os.dup2(listening.fileno(), GIVEN)
    os.set_inheritable(GIVEN, True)
    os.setgroups([])
    os.setgid(KEEPER.uid)
    os.setuid(KEEPER.uid)
    if CREDENTIALS.exists():
        os.environ["CREDENTIALS_DIRECTORY"] = str(CREDENTIALS)
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
    os.execv(COMMAND[0], COMMAND)  # noqa: S606 - the keeper's own command


if __name__ == "__main__":
    main()
