"""Asking a keeper what it knows, as `deskwarden status` does."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, Hello, Status

ANSWER_WITHIN = 5.0


def ask_status(socket: Path) -> dict[str, str]:
    """Return what the keeper at `socket` says of itself and its seat, by name; raise LinkError where none answers."""
    client = Client.connect(socket, Hello(version=VERSION, role="status"), FromKeeper)
    try:
        while (message := client.receive(ANSWER_WITHIN)) is not None:
            if isinstance(message, Status):
                return dict(message.lines)
    finally:
        client.close()
    raise LinkError("the keeper does not answer", hint="Look at its log.")
