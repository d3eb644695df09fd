"""The warden of an installed workstation, asked over its socket."""

# SPDX-License-Identifier: Apache-2.0

import logging
import socket
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Literal

import msgspec

from workstation.errors import WardenError
from workstation.keeper.denials import WardenDenials, WardenExecutions, WardenLine
from workstation.link.caller import uid_at
from workstation.record.malformed import MALFORMED
from workstation.warden.started import Started

SOCKET = Path("/run/deskwarden/warden.sock")
WITHIN = 4.5  # the warden asks systemd twice, two seconds each at most; after five every part takes us for dead
ROOT = 0
ANSWER_LIMIT = 64 << 10
log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the warden says: why it did nothing, or what it found, started (`pid`) or does not deny (`left`), if any."""

    refused: str = ""
    part: Literal["seat", "shield", ""] = ""
    slot: int = 0
    pid: int = 0
    began: int = 0
    left: tuple[str, ...] = ()


class InstalledWarden:
    """Keeps keeper.ports.Warden's promises. Safe to call from any thread; each call is a connection of its own."""

    def __init__(self, path: Path = SOCKET) -> None:
        self._path = path

    def start(self, part: str, slot: int) -> int:
        """Have a part started in the session of `slot` and return its process id."""
        return self._ask({"verb": "start", "part": part, "slot": slot}).pid

    def lock(self, slot: int) -> None:
        """Have the session locked by logind."""
        self._ask({"verb": "lock", "slot": slot})

    def deny(self, slot: int, paths: Sequence[str]) -> WardenDenials:
        """Have executions denied by a process of the warden's that lives as long as this line."""
        answer, line = self._hold({"verb": "deny", "slot": slot, "paths": paths})
        return WardenDenials(line, answer.left)

    def notice(self, slot: int) -> WardenExecutions:
        """Hear of executions from a process of the warden's that lives as long as this line."""
        return WardenExecutions(self._hold({"verb": "notice", "slot": slot})[1])

    def kill(self, pid: int) -> None:
        """Have a part ended; what cannot be ended is told in the log, and has no connection any more."""
        try:
            self._ask({"verb": "kill", "pid": pid})
        except WardenError as error:
            log.error("process %s is not ended: %s", pid, error)  # noqa: TRY400 - one line

    def running(self, pid: int) -> bool:
        """Say whether a started process still runs; without a warden nobody can tell, and it counts as gone."""
        try:
            return self.find(pid) is not None
        except WardenError:
            return False

    def find(self, pid: int) -> Started | None:
        """Return the running part that is `pid`, None for any other process; raise WardenError without a warden."""
        found = self._ask({"verb": "find", "pid": pid})
        return Started(found.part, found.slot, found.pid, found.began) if found.part else None

    def _ask(self, asked: dict[str, str | int]) -> Answer:
        try:
            with closing(self._connected()) as connection:
                connection.sendall(msgspec.json.encode(asked) + b"\n")
                return _understood(connection.makefile("rb").readline(ANSWER_LIMIT))
        except (OSError, *MALFORMED) as error:
            raise self._silent() from error

    def _hold(self, asked: dict[str, str | int | Sequence[str]]) -> tuple[Answer, WardenLine]:
        """Ask, and keep the line for what follows the answer."""
        try:
            with ExitStack() as opened:
                line = opened.enter_context(self._connected())
                line.sendall(msgspec.json.encode(asked) + b"\n")
                said, _, begun = _until_line(line).partition(b"\n")
                answer = _understood(said)
                opened.pop_all()
                return answer, WardenLine(line, begun)
        except (OSError, *MALFORMED) as error:
            raise self._silent() from error

    def _connected(self) -> socket.socket:
        """Return a line to the warden; raise OSError where nobody listens, or somebody else does."""
        with ExitStack() as opened:
            connection = opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC))
            connection.settimeout(WITHIN)
            connection.connect(str(self._path))
            if uid_at(connection) != ROOT:
                raise OSError("that is not the warden")
            opened.pop_all()
            return connection

    def _silent(self) -> WardenError:
        return WardenError("the warden does not answer", hint=f"Is it running? Its socket is {self._path}.")


def _understood(said: bytes) -> Answer:
    answer = msgspec.json.decode(said, type=Answer)
    if answer.refused:
        raise WardenError(f"the warden refused: {answer.refused}")
    return answer


def _until_line(line: socket.socket) -> bytes:
    said = b""
    while b"\n" not in said and len(said) < ANSWER_LIMIT:
        if not (more := line.recv(ANSWER_LIMIT)):
            raise OSError("the warden hung up")
        said += more
    return said
