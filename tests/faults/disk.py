"""A model of a disk at a power cut: which bytes and names may be there, after what was written and what was synced.

It is harsher than file systems are. Whatever was not synced may be there, may be missing or may be torn at any byte,
each piece for itself; where a file had grown, zeros or old bytes of others may stand; a name is durable only once its
folder was synced; and what a failed sync was to bring to the disk stays in doubt, whatever a later one says.
"""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.cut import Change, Cut
from tests.faults.journal import Record


@dataclass(slots=True)
class Blob:
    """A file: what is surely on the disk, and what came after it."""

    settled: bytearray = field(default_factory=bytearray)
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Folder:
    """A folder: its names that are surely on the disk, and what came after them."""

    settled: dict[str, "Blob | Folder"] = field(default_factory=dict)
    changes: list[dict[str, "Blob | Folder | None"]] = field(default_factory=list)


class Disk:
    """Follows a journal whose folder was empty at its beginning."""

    def __init__(self, root: Path) -> None:
        self._root = PurePosixPath(root)
        self.top = Folder()
        self._live: dict[PurePosixPath, Blob | Folder] = {self._root: self.top}
        self._numbers: dict[int, Blob | Folder] = {root.stat().st_ino: self.top}

    def follow(self, record: Record) -> None:
        """Take over the next record."""
        match record.op:
            case "c" | "d":
                made = Blob() if record.op == "c" else Folder()
                self._numbers[record.number] = made
                self._link({record.name: made})
            case "w" | "t":
                content = record.content if record.op == "w" else None
                self._blob(record.number).changes.append(Change(record.where, content))
            case "s" | "f":
                _sync(self._numbers[record.number], works=record.op == "s")
            case "r":
                moved = self._live[PurePosixPath(record.name)]
                self._link({record.name: None, record.to: moved})
            case "u":
                self._link({record.name: None})
            case _:
                pass

    def write_out(self, cut: Cut, folder: Path) -> None:
        """Make `folder` what stands on the disk after `cut`."""
        _write_folder(self.top, cut, folder)

    def _blob(self, number: int) -> Blob:
        found = self._numbers[number]
        assert isinstance(found, Blob)
        return found

    def _link(self, paths: dict[str, "Blob | Folder | None"]) -> None:
        parents = {PurePosixPath(path).parent for path in paths}
        assert len(parents) == 1, "a rename between folders is not in this model"
        folder = self._live[parents.pop()]
        assert isinstance(folder, Folder)
        folder.changes.append({PurePosixPath(path).name: what for path, what in paths.items()})
        for path, what in paths.items():
            if what is None:
                del self._live[PurePosixPath(path)]
            else:
                self._live[PurePosixPath(path)] = what


def _sync(what: Blob | Folder, *, works: bool) -> None:
    if isinstance(what, Folder):
        if works:
            for names in what.changes:
                what.settled = _renamed(what.settled, names)
            what.changes.clear()
        return
    for change in what.changes:
        if works:
            change.durable |= not change.doubtful
        elif not change.durable:
            change.doubtful = True
    while what.changes and what.changes[0].durable:
        _apply(what.settled, what.changes.pop(0))


def _renamed(settled: dict[str, Blob | Folder], names: dict[str, Blob | Folder | None]) -> dict[str, Blob | Folder]:
    return {name: what for name, what in {**settled, **names}.items() if what is not None}


def _apply(held: bytearray, change: Change) -> None:
    if change.content is None:
        _resize(held, change.where)
    else:
        _place(held, change.where, change.content)


def _resize(held: bytearray, size: int) -> None:
    del held[size:]
    held.extend(bytes(size - len(held)))


def _place(held: bytearray, where: int, content: bytes) -> None:
    if content:
        held.extend(bytes(max(0, where - len(held))))
        held[where : where + len(content)] = content


def _contents(blob: Blob, cut: Cut) -> bytes:
    held = bytearray(blob.settled)
    open_ones = [change for change in blob.changes if not change.durable]
    for change in blob.changes:
        if change.durable:
            _apply(held, change)
        elif change.content is None:
            if cut.keeps_size():
                _resize(held, change.where)
        else:
            end = change.where + len(change.content)
            if end > len(held) and cut.keeps_size():
                held.extend(cut.left_over(end - len(held)))
            for where, content in cut.pieces(change, is_last=change is open_ones[-1]):
                _place(held, where, content)
    return bytes(held)


def _write_folder(folder: Folder, cut: Cut, place: Path) -> None:
    place.mkdir(mode=0o700, exist_ok=True)
    names = folder.settled
    for change in folder.changes:
        if cut.keeps_name():
            names = _renamed(names, change)
    for name, what in names.items():
        if isinstance(what, Folder):
            _write_folder(what, cut, place / name)
        else:
            (place / name).write_bytes(_contents(what, cut))
