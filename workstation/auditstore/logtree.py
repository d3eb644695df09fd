"""The Merkle tree over all entries in the order of their arrival, as the tables hold it; for one transaction."""

# SPDX-License-Identifier: Apache-2.0

from sqlalchemy import Connection, func, insert, select

from workstation.auditstore.schema import tree
from workstation.record.merkle import TreeHead, grown, hash_leaf, prove_consistency, root_of


class LogTree:
    """The tree as it stands in this transaction; what is added is kept at `flush`."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._size = _size(db)
        self._added: dict[tuple[int, int], bytes] = {}

    def add(self, header: bytes) -> None:
        """Add an entry's header as the next leaf."""
        for level, position, made in grown(self._size, hash_leaf(header), self._node):
            self._added[level, position] = made
        self._size += 1

    def flush(self) -> TreeHead:
        """Keep what was added and return the head."""
        if self._added:
            rows = [
                {"level": level, "position": position, "hash": made} for (level, position), made in self._added.items()
            ]
            self._db.execute(insert(tree), rows)
            self._added.clear()
        return TreeHead(self._size, root_of(self._size, self._node))

    def proof_since(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that this tree continues that of the first `size` leaves; empty where it is no longer."""
        return prove_consistency(size, self._size, self._node)

    def _node(self, level: int, position: int) -> bytes:
        added = self._added.get((level, position))
        if added is not None:
            return added
        kept = select(tree.c.hash).where(tree.c.level == level, tree.c.position == position)
        return bytes(self._db.execute(kept).scalar_one())


def _size(db: Connection) -> int:
    last = select(func.coalesce(func.max(tree.c.position), -1)).where(tree.c.level == 0)
    return int(db.execute(last).scalar_one()) + 1
