"""Files with sensitive data in the agent's folders."""

# SPDX-License-Identifier: Apache-2.0

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from workstation.desktop.filetext import texts
from workstation.desktop.rounds import Rounds
from workstation.detect.finding import Scan
from workstation.facts.observations import FileScanned
from workstation.seat.ports import Post

EVERY = 1.0
REST = 200.0
DEEPEST = 4
MOST_A_ROUND = 4 * 1024 * 1024
UNSETTLED_AFTER = 5.0


class Version(NamedTuple):
    """What changes whenever a file's content does; the change time cannot be set back by its owner."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int


class Known(NamedTuple):
    """What is known of a file: the version last seen, if that one was scanned, and since when it waits for a scan."""

    version: Version
    is_scanned: bool
    since: float


class Folders:
    """Posts FileScanned for each file version that holds sensitive data, those already there included.

    A file is scanned once it has not changed for a round, or every few seconds where it never rests. Content is read
    in the sensor's own thread and not kept. Links inside a folder are not followed.
    """

    def __init__(self, scan: Scan, post: Post, *, home: Path | None = None, every: float = EVERY) -> None:
        self._scan = scan
        self._post = post
        self._home = home or Path.home()
        self._folders: tuple[str, ...] = ()
        self._known: dict[Path, Known] = {}
        self._is_outdated = False
        self._budget = 0
        self._rounds = Rounds("folders", self._look, every, post, rest=REST)

    def watch(self, folders: tuple[str, ...]) -> None:
        """Look into `folders` of the home from now on, and into no others; returns at once."""
        self._folders = folders
        self._rounds.start()

    def read_anew(self) -> None:
        """Scan every file again; returns at once."""
        self._is_outdated = True

    def stop(self) -> None:
        """End the thread."""
        self._rounds.stop()

    def _look(self) -> None:
        now = monotonic()
        self._budget = MOST_A_ROUND
        if self._is_outdated:
            self._is_outdated = False
            self._known = {path: seen._replace(is_scanned=False) for path, seen in self._known.items()}
        known: dict[Path, Known] = {}
        for folder in self._folders:
            for path, version in _files(self._home / folder):
                if path not in known:
                    known[path] = self._met(folder, path, version, now)
        self._known = known

    def _met(self, folder: str, path: Path, version: Version, now: float) -> Known:
        """Return what is known of a file after meeting it; scan it where it is due and the round's budget allows."""
        before = self._known.get(path)
        if before is None:
            return Known(version, is_scanned=False, since=now)
        is_at_rest = before.version == version
        if is_at_rest and before.is_scanned:
            return before
        is_due = is_at_rest or now - before.since >= UNSETTLED_AFTER
        if is_due and self._budget > 0 and self._scan_file(folder, path):
            return Known(version, is_scanned=True, since=now)
        return Known(version, is_scanned=False, since=before.since)

    def _scan_file(self, folder: str, path: Path) -> bool:
        """Scan one file and say whether it could be read."""
        classes: Counter[str] = Counter()
        try:
            for text in texts(path):
                self._budget -= len(text)
                classes += Counter(finding.data_class for finding in self._scan(text, ""))
        except OSError:
            return False
        if classes:
            self._post(FileScanned(at=datetime.now(UTC), folder=folder, data_classes=dict(classes)))
        return True


def _files(folder: Path, depth: int = DEEPEST) -> Iterator[tuple[Path, Version]]:
    """Yield the regular files under `folder` with their versions, as far as they may be listed and stay there."""
    for entry in _entries(folder):
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                yield Path(entry.path), _version(status)
            elif stat.S_ISDIR(status.st_mode) and depth > 1:
                yield from _files(Path(entry.path), depth - 1)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _version(status: os.stat_result) -> Version:
    return Version(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
