"""What the fault layer wrote down: every change of a disk in its order, and the words of the process between them."""

# SPDX-License-Identifier: Apache-2.0

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEAD = struct.Struct("<cQQII")


@dataclass(frozen=True, slots=True)
class Record:
    """One change. `op` is one of c(reate) d(irectory) w(rite) t(runcate) s(ync) f(ailed sync) r(ename) u(nlink) m(ark).

    `number` is the inode, `where` an offset or a size, `name` a path or the word of a mark, `to` where a rename leads.
    """

    op: str
    number: int
    where: int
    content: bytes
    to: str

    @property
    def name(self) -> str:
        """Return the content as text."""
        return self.content.decode()


def records(journal: Path) -> Iterator[Record]:
    """Yield what a journal holds."""
    held, at = journal.read_bytes(), 0
    while at < len(held):
        op, number, where, first, second = HEAD.unpack_from(held, at)
        at += HEAD.size
        yield Record(op.decode(), number, where, held[at : at + first], held[at + first : at + first + second].decode())
        at += first + second
