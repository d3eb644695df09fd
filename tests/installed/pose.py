"""Somebody's own program that poses as a part: `python -m tests.installed.pose ROLE` says what the keeper answers."""

# SPDX-License-Identifier: Apache-2.0

import sys
from typing import cast

from workstation.errors import LinkError
from workstation.installed import SOCKET
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello, Role

WITHIN = 10.0

if __name__ == "__main__":
    try:
        hello = Hello(version=VERSION, role=cast("Role", sys.argv[1]))
        print(type(Client.connect(SOCKET, hello, FromKeeper).receive(WITHIN)).__name__)
    except LinkError as error:
        print(f"refused: {error}")
