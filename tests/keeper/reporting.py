"""A seat that reports nearly without pause, and says what was confirmed: `python -m tests.keeper.reporting SOCKET N`.

It writes a line `number seq` for each, at once, so that whoever kills it knows all that it was told. What it reports is
never counted instead of written, however much of it there is.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
import time
from itertools import count
from pathlib import Path

from msgspec.structs import replace

from tests.keeper.test_ledger import body
from workstation.errors import LinkError
from workstation.facts.kinds import Severity
from workstation.link.client import Client
from workstation.link.messages import VERSION, Beat, FromKeeper, Hello, Recorded, Report

HEARS_FOR = 1.0
PAUSE = 0.002
"""So that a thousand kills leave a ledger that a disk of today has room for."""


def report_all(socket: Path, first: int) -> None:
    """Report `first` and what follows, over one connection after another, for as long as this process lives."""
    numbers = count(first)
    while True:
        try:
            client = Client.connect(socket, Hello(version=VERSION, role="seat"), FromKeeper)
        except LinkError:
            time.sleep(PAUSE)
            continue
        try:
            for number in numbers:
                report(client, number)
        except LinkError:
            client.close()


def report(client: Client, number: int) -> None:
    """Report one, and say as which entry it was confirmed."""
    client.send(Report(number=number, body=replace(body(number), severity=Severity.CUSTODY)))
    while True:
        match client.receive(HEARS_FOR):
            case Recorded(number=confirmed, seq=seq) if confirmed == number:
                sys.stdout.write(f"{number} {seq}\n")
                sys.stdout.flush()
                time.sleep(PAUSE)
                return
            case None:
                client.send(Beat())
            case _:
                continue


if __name__ == "__main__":
    report_all(Path(sys.argv[1]), int(sys.argv[2]))
