"""How a power cut treats what was not synced."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass
from random import Random

SECTOR = 512


@dataclass(slots=True)
class Change:
    """A change that was not yet settled. `content` None sets the size to `where`."""

    where: int
    content: bytes | None
    durable: bool = False
    doubtful: bool = False


class Cut:
    """How a power cut treats what was not synced; a seed decides, so that it can be played again."""

    WAYS = ("all lost", "all kept", "torn at a sector", "torn at a byte", "sectors", "contents kept, names lost")

    def __init__(self, way: str, seed: int) -> None:
        self.way = way
        self.seed = seed
        self._chance = Random(seed)  # noqa: S311 - no secret

    def keeps_name(self) -> bool:
        match self.way:
            case "all kept":
                return True
            case "all lost" | "contents kept, names lost":
                return False
            case _:
                return self._chance.random() < 0.5

    def pieces(self, change: Change, *, is_last: bool) -> list[tuple[int, bytes]]:
        """Return what is there of a write."""
        content = change.content or b""
        whole = [(change.where, content)]
        match self.way:
            case "all lost":
                return []
            case "all kept" | "contents kept, names lost":
                return whole
            case "torn at a sector" | "torn at a byte" if not is_last:
                return whole
            case "torn at a byte":
                return [(change.where, content[: self._chance.randrange(len(content) + 1)])]
            case "torn at a sector":
                ends = [at - change.where for at, _ in sectors(change)] + [len(content)]
                return [(change.where, content[: self._chance.choice(ends)])]
            case _:
                return [each for each in sectors(change) if self._chance.random() < 0.5]

    def keeps_size(self) -> bool:
        return self.way in {"all kept", "contents kept, names lost"} or (
            self.way != "all lost" and self._chance.random() < 0.5
        )

    def left_over(self, size: int) -> bytes:
        """Return what stands where a file grew and its bytes did not come: zeros, or what others left."""
        is_whole = self.way in {"all kept", "contents kept, names lost"}
        return bytes(size) if is_whole or self._chance.random() < 0.5 else self._chance.randbytes(size)


def sectors(change: Change) -> list[tuple[int, bytes]]:
    """Return a write in pieces that lie in one sector each."""
    content, pieces, at = change.content or b"", [], change.where
    while at < change.where + len(content):
        end = min((at // SECTOR + 1) * SECTOR, change.where + len(content))
        pieces.append((at, content[at - change.where : end - change.where]))
        at = end
    return pieces
