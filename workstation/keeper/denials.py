"""What an installed warden denies, told over the line that asked for it."""

# SPDX-License-Identifier: Apache-2.0

import socket
from typing import Literal

import msgspec

from workstation.errors import WardenError
from workstation.keeper.ports import Denied
from workstation.record.malformed import MALFORMED

LINE_LIMIT = 64 << 10


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the warden's."""

    path: str
    pid: int
    outcome: Literal["denied", "allowed"]
    untold: int = 0


class WardenDenials:
    """Keeps keeper.ports.Denials's promises; belongs to one thread."""

    def __init__(self, line: socket.socket, left: tuple[str, ...], begun: bytes) -> None:
        self.left = left
        self._line = line
        self._held = bytearray(begun)

    def next(self, within: float) -> Denied | None:
        """Return the next execution, None where none came in time; raise WardenError once nothing is denied."""
        try:
            while b"\n" not in self._held:
                self._line.settimeout(within)
                said = self._line.recv(LINE_LIMIT)
                self._held += said
                if not said or len(self._held) > LINE_LIMIT:
                    raise WardenError("the warden denies no executions any more")
            line, _, rest = bytes(self._held).partition(b"\n")
            self._held = bytearray(rest)
            told = msgspec.json.decode(line, type=Told)
        except TimeoutError:
            return None
        except (OSError, *MALFORMED) as error:
            raise WardenError("the warden denies no executions any more") from error
        return Denied(**msgspec.structs.asdict(told))

    def close(self) -> None:
        """Hang up, which lets everything be executed again."""
        self._line.close()
