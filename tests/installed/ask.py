"""Somebody who asks the warden: `python -m tests.installed.ask LINE` prints its answer."""

# SPDX-License-Identifier: Apache-2.0

import socket
import sys

from workstation.keeper.installedwarden import SOCKET

if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(SOCKET))
        connection.sendall(sys.argv[1].encode() + b"\n")
        sys.stdout.write(connection.makefile("rb").readline().decode())
