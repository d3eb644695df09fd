"""The warden's process: `python -I -m workstation.warden`, as root, for the keeper alone."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import pwd
import select
import socket
import struct
import sys
import tomllib
from pathlib import Path

from workstation.warden.rootfile import read_root_file
from workstation.warden.servicemanager import ALIVE, READY, tell_service_manager
from workstation.warden.started import Register
from workstation.warden.warden import Warden

INSTALLED = Path("/etc/deskwarden/installed.toml")
SOCKET, STARTED = Path("/run/deskwarden/warden.sock"), Path("/run/deskwarden/started.json")
LINE_LIMIT, PATIENCE = 64 << 10, 1.0


def main() -> None:
    """Serve the keeper until a signal ends it; what it started goes on."""
    said = tomllib.loads((read_root_file(INSTALLED) or b"").decode())
    keeper = pwd.getpwnam(said["keeper"]).pw_uid
    warden = Warden(said["program"], said["shield"], Register(STARTED))
    os.umask(0o077)
    SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(SOCKET))
        os.chown(SOCKET, keeper, -1)
        listening.listen()
        tell_service_manager(READY)
        while True:
            asked, _, _ = select.select([listening], [], [], PATIENCE)
            warden.reap()
            tell_service_manager(ALIVE)
            if asked:
                _serve(listening.accept()[0], keeper, warden)


def _serve(connection: socket.socket, keeper: int, warden: Warden) -> None:
    with connection:
        connection.settimeout(PATIENCE)
        _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        if uid != keeper:
            sys.stderr.write(f"a process of account {uid} was refused\n")
            return
        try:
            answer = warden.answer(connection.makefile("rb").readline(LINE_LIMIT))
            if "refused" in answer:
                sys.stderr.write(f"refused: {answer['refused']}\n")
            connection.sendall(json.dumps(answer).encode() + b"\n")
        except OSError as error:
            sys.stderr.write(f"the keeper broke off: {error}\n")
        finally:
            warden.attend(connection)


if __name__ == "__main__":
    main()
