"""Asking and telling a keeper something, as `deskwarden status` and `deskwarden call` do."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from workstation.errors import LinkError
from workstation.link.client import Client
from workstation.link.health import Health
from workstation.link.messages import VERSION, CallSaid, CallTold, FromKeeper, Hello, Message, Status

ANSWER_WITHIN = 5.0


def ask_status(socket: Path) -> Health:
    """Return what the keeper at `socket` knows; raise LinkError where none answers."""
    with closing(Client.connect(socket, Hello(version=VERSION, role="status"), FromKeeper)) as client:
        for message in answers(client):
            if isinstance(message, Status):
                return message.health
    raise LinkError("the keeper does not answer", hint="Look at its log.")


def say_call(socket: Path, slot: int, *, on_call: bool) -> None:
    """Tell the keeper at `socket` that a call began or ended; return once that holds, raise LinkError where not."""
    with closing(Client.connect(socket, Hello(version=VERSION, role="call", slot=slot), FromKeeper)) as client:
        client.send(CallSaid(on_call=on_call))
        for message in answers(client):
            if message == CallTold(on_call=on_call):
                return
    raise LinkError("the keeper could not write it down", hint="The seat goes on as if on a call. Look at its log.")


def answers(client: Client) -> Iterator[Message]:
    """Yield what the keeper says until it is silent, or until it has said enough for an answer to be among it."""
    for _ in range(8):
        message = client.receive(ANSWER_WITHIN)
        if message is None:
            return
        yield message
