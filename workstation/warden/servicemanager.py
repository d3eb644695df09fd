"""What a service tells systemd of itself (sd_notify), and nothing where nobody asked."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
from contextlib import suppress

READY, ALIVE = "READY=1", "WATCHDOG=1"


def tell_service_manager(state: str) -> None:
    """Say READY or ALIVE to whoever started this process; never blocks, never fails: who hears nothing acts."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    address = "\0" + address[1:] if address.startswith("@") else address
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as speaking, suppress(OSError):
            speaking.sendto(state.encode(), address)
