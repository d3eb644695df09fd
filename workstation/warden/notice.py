"""Every execution by one account, heard of as it begins (the kernel's process connector); it holds nobody up.

What begins faster than the keeper listens is not told: the seat looks at every new process by itself, only later.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import select
import socket
import struct
from contextlib import suppress

from workstation.warden.rootfile import RefusedError
from workstation.warden.started import account_of

_CONNECTOR, _PROCESSES, _LISTEN, _EXECUTED = 11, 1, 1, 2  # NETLINK_CONNECTOR, CN_IDX_PROC, PROC_CN_MCAST_LISTEN
_HEADER, _NAMED, _ASKED = struct.Struct("=IHHII"), struct.Struct("=IIIIHH"), struct.Struct("=I")
_EVENT = struct.Struct("=IIQII")  # what, processor, when, thread, process
_BEGINS = _HEADER.size + _NAMED.size


def open_notice() -> int:
    """Return what the kernel tells of every process through; raise RefusedError where it does not."""
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _CONNECTOR) as hearing:
            hearing.bind((0, _PROCESSES))
            said = _NAMED.pack(_PROCESSES, _PROCESSES, 0, 0, _ASKED.size, 0) + _ASKED.pack(_LISTEN)
            hearing.send(_HEADER.pack(_HEADER.size + len(said), 3, 0, 0, 0) + said)
            return hearing.detach()
    except OSError as error:
        raise RefusedError(f"the kernel tells of no executions: {error}") from error


def serve_notice(hearing: int, uid: int, keeper: socket.socket) -> None:
    """Tell the keeper which process of account `uid` executes something, one a line, until it hangs up."""
    keeper.settimeout(0)
    both: list[int | socket.socket] = [hearing, keeper]
    while keeper not in select.select(both, [], [])[0]:
        with suppress(BlockingIOError, OSError):  # a keeper that does not listen; more than the kernel could hold
            what, _, _, _, pid = _EVENT.unpack_from(os.read(hearing, 4096), _BEGINS)
            if what == _EXECUTED and account_of(pid) == uid:
                keeper.send(b'{"pid": %d}\n' % pid)
