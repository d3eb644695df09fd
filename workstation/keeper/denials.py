"""What an installed warden denies and notices, told over the line that asked for it."""

# SPDX-License-Identifier: Apache-2.0

import socket
from typing import Literal

import msgspec

from workstation.errors import WardenError
from workstation.keeper.ports import Denied
from workstation.record.malformed import MALFORMED

LINE_LIMIT = 64 << 10


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the warden's, of an execution that was to be denied."""

    path: str
    pid: int
    outcome: Literal["denied", "allowed"]
    untold: int = 0


class Executed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the warden's, of an execution that began."""

    pid: int


class WardenLine:
    """Lines of the warden's after its answer; belongs to one thread."""

    def __init__(self, line: socket.socket, begun: bytes) -> None:
        self._line = line
        self._held = bytearray(begun)

    def next(self, within: float) -> list[bytes]:
        """Return what came, at least one line, or nothing in time; raise OSError once the line is broken."""
        while b"\n" not in self._held:
            self._line.settimeout(within)
            try:
                said = self._line.recv(LINE_LIMIT)
            except TimeoutError:
                return []
            self._held += said
            if not said or len(self._held) > 2 * LINE_LIMIT:
                raise OSError("the warden hung up")
        *lines, rest = bytes(self._held).split(b"\n")
        self._held = bytearray(rest)
        return lines

    def close(self) -> None:
        """Hang up."""
        self._line.close()


class WardenDenials:
    """Keeps keeper.ports.Denials's promises; belongs to one thread."""

    def __init__(self, line: WardenLine, left: tuple[str, ...]) -> None:
        self.left = left
        self._line = line
        self._told: list[bytes] = []

    def next(self, within: float) -> Denied | None:
        """Return the next execution, None where none came in time; raise WardenError once nothing is denied."""
        try:
            self._told = self._told or self._line.next(within)
            if not self._told:
                return None
            told = msgspec.json.decode(self._told.pop(0), type=Told)
        except (OSError, *MALFORMED) as error:
            raise WardenError("the warden denies no executions any more") from error
        return Denied(**msgspec.structs.asdict(told))

    def close(self) -> None:
        """Hang up, which lets everything be executed again."""
        self._line.close()


class WardenExecutions:
    """Keeps keeper.ports.Executions's promises; belongs to one thread."""

    def __init__(self, line: WardenLine) -> None:
        self._line = line

    def next(self, within: float) -> tuple[int, ...]:
        """Return which processes executed something since; raise WardenError once nobody tells."""
        try:
            return tuple(msgspec.json.decode(line, type=Executed).pid for line in self._line.next(within))
        except (OSError, *MALFORMED) as error:
            raise WardenError("the warden notices no executions any more") from error

    def close(self) -> None:
        """Hang up."""
        self._line.close()
