"""The model of a disk at a power cut: it keeps what was synced and may lose all else, or it would prove nothing."""

# SPDX-License-Identifier: Apache-2.0

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.faults.cut import Cut
from tests.faults.disk import Disk
from tests.faults.journal import Record

FILE, OTHER = 2, 3
cuts = st.builds(Cut, st.sampled_from(Cut.WAYS), st.integers(min_value=0, max_value=1 << 16))
writes = st.lists(st.tuples(st.integers(0, 1500), st.binary(min_size=1, max_size=1200)), max_size=6)


class Played:
    """A disk of one folder with one file, of which both names are durable."""

    def __init__(self) -> None:
        self.root = Path.cwd()
        self.disk = Disk(self.root)
        self.say("c", FILE, content=str(self.root / "file").encode())
        self.sync_names()

    def say(self, op: str, number: int, where: int = 0, content: bytes = b"", to: str = "") -> None:
        self.disk.follow(Record(op, number, where, content, to))

    def sync_names(self) -> None:
        self.say("s", self.root.stat().st_ino)

    def write(self, pieces: list[tuple[int, bytes]]) -> None:
        for where, content in pieces:
            self.say("w", FILE, where, content)

    def after(self, cut: Cut) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as image:
            self.disk.write_out(cut, Path(image))
            return {path.name: path.read_bytes() for path in Path(image).iterdir()}


def applied(held: bytes, pieces: list[tuple[int, bytes]]) -> bytes:
    for where, content in pieces:
        held = held.ljust(where, b"\0")
        held = held[:where] + content + held[where + len(content) :]
    return held


@given(synced=writes, rest=writes, cut=cuts)
def test_synced_bytes_survive_every_cut_where_nothing_was_written_since(
    synced: list[tuple[int, bytes]], rest: list[tuple[int, bytes]], cut: Cut
) -> None:
    played = Played()
    played.write(synced)
    played.say("s", FILE)
    played.write(rest)
    held, settled = played.after(cut)["file"], applied(b"", synced)
    touched = {at for where, content in rest for at in range(where, where + len(content))}
    assert len(held) >= len(settled)
    assert all(held[at] == settled[at] for at in range(len(settled)) if at not in touched)


@given(synced=writes, rest=writes)
def test_a_cut_may_lose_or_keep_all_that_was_not_synced(
    synced: list[tuple[int, bytes]], rest: list[tuple[int, bytes]]
) -> None:
    played = Played()
    played.write(synced)
    played.say("s", FILE)
    played.write(rest)
    assert played.after(Cut("all lost", 0))["file"] == applied(b"", synced)
    assert played.after(Cut("all kept", 0))["file"] == applied(b"", synced + rest)


@given(doubted=writes, synced=writes)
def test_what_a_failed_sync_left_in_doubt_a_later_one_does_not_prove(
    doubted: list[tuple[int, bytes]], synced: list[tuple[int, bytes]]
) -> None:
    played = Played()
    played.write(doubted)
    played.say("f", FILE)
    played.write(synced)
    played.say("s", FILE)
    assert played.after(Cut("all lost", 0))["file"] == applied(b"", synced)


def test_a_name_is_durable_only_once_its_folder_was_synced() -> None:
    played = Played()
    played.say("c", OTHER, content=str(played.root / "new").encode())
    played.say("w", OTHER, 0, b"whole")
    played.say("s", OTHER)
    played.say("r", 0, content=str(played.root / "new").encode(), to=str(played.root / "file"))
    lost, kept = Cut("all lost", 0), Cut("all kept", 0)
    assert played.after(lost) == {"file": b""}
    assert played.after(kept) == {"file": b"whole"}
    played.sync_names()
    assert played.after(lost) == {"file": b"whole"}
