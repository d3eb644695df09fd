"""A host that calls in the moment in which the seat ends is sent away like every other; nothing is left open."""

# SPDX-License-Identifier: Apache-2.0

import gc
import socket
import threading
from contextlib import suppress
from pathlib import Path

from workstation.browser.extensions import Extensions

SEATS, HOSTS = 40, 20


def test_who_calls_while_the_seat_ends_is_sent_away(tmp_path: Path) -> None:
    for number in range(SEATS):
        place = tmp_path / f"{number}.sock"
        extensions = Extensions(place, lambda: True)
        extensions.start(lambda _: None)
        hosts: list[socket.socket] = []
        calling = threading.Thread(target=call, args=(place, hosts))
        calling.start()
        extensions.stop()
        calling.join()
        for host in hosts:
            host.close()
    gc.collect()  # a connection that was left open is told of here, and fails the test


def call(place: Path, hosts: list[socket.socket]) -> None:
    for _ in range(HOSTS):
        hosts.append(socket.socket(socket.AF_UNIX))
        with suppress(OSError):
            hosts[-1].connect(str(place))
