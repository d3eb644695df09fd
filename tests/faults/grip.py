"""What a process under the fault layer says to its disk."""

# SPDX-License-Identifier: Apache-2.0

import ctypes
import errno
from dataclasses import dataclass
from enum import IntFlag

HALF = -1


class Calls(IntFlag):
    """Kinds of calls, as faultlayer.c numbers them."""

    WRITE = 1
    SYNC = 2
    TRUNCATE = 4
    OPEN = 8
    NAME = 16
    READ = 32


CHANGES = Calls.WRITE | Calls.SYNC | Calls.TRUNCATE | Calls.OPEN | Calls.NAME


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a disk fails: which calls, with which error, once or from then on."""

    name: str
    calls: Calls
    error: int
    lasting: bool


FAULTS = tuple(
    Fault(f"{name}, {'from then on' if lasting else 'once'}", calls, error, lasting)
    for name, calls, error in (
        ("no space", CHANGES, errno.ENOSPC),
        ("input/output error", CHANGES | Calls.READ, errno.EIO),
        ("half a write", Calls.WRITE, HALF),
        ("failed sync", Calls.SYNC, errno.EIO),
    )
    for lasting in (False, True)
)

FAILED_SYNC = next(fault for fault in FAULTS if fault.name == "failed sync, once")


class Grip:
    """The hold of a process on the layer that was loaded before it."""

    def __init__(self) -> None:
        self._layer = ctypes.CDLL(None)

    def arm(self, fault: Fault, nth: int) -> None:
        """Let the nth call from now on fail."""
        self._layer.fault_arm(fault.calls.value, fault.error, ctypes.c_long(nth), int(fault.lasting))

    def heal(self) -> bool:
        """Let the disk work again; say whether it had failed."""
        return bool(self._layer.fault_heal())

    def mark(self, word: str) -> None:
        """Put `word` into the journal."""
        self._layer.fault_mark(word.encode())
