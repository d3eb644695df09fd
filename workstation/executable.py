"""What a process executes, told by content: a file that was renamed, copied or deleted is still the same program."""

# SPDX-License-Identifier: Apache-2.0

import hashlib
import logging
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG
from time import monotonic

LARGEST = 512 << 20
WITHIN = 5.0
PROCESS_WITHIN = 2.0
KNOWN_AT_MOST = 4096
SLOW_AT_MOST = 4
HELD: int = getattr(os, "O_PATH", os.O_RDONLY)  # a hold on a file that reads nothing of it
log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_Identity = tuple[int, int, int, int, int]


class Digests:
    """Reads every file once, for as long as it stays the same one. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slow = 0
        self._unanswered: set[int] = set()
        self._known: dict[_Identity, str] = {}

    def of_file(self, file: int) -> str:
        """Return "sha256:…" of the open `file`; "" for one that is too large, takes too long, or is no file.

        Whoever else reads it meanwhile must have opened it anew.
        """
        try:
            found = os.fstat(file)
            if not S_ISREG(found.st_mode) or found.st_size > LARGEST:
                return ""
            identity = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
            if (known := self._known.get(identity)) is not None:
                return known
            digest = _read(file)
        except OSError:
            return ""
        if digest:
            with self._lock:
                if len(self._known) >= KNOWN_AT_MOST:
                    self._known.clear()
                self._known[identity] = digest
        return digest

    def soon(self, file: int, seconds: float, done: Callable[[], object] = lambda: None) -> str:
        """Return it of what `file` holds on to (opened by HELD), "" where that takes longer.

        `file` is closed and `done` called once it was read, or will not be.

        Nobody waits longer: a file system of the agent's own need never answer. While SLOW_AT_MOST have not been
        answered, nothing more is read.
        """
        with self._lock:
            is_stuck = self._slow >= SLOW_AT_MOST
            if seconds > 0 and not is_stuck:
                self._slow += 1
        if seconds <= 0 or is_stuck:
            os.close(file)
            done()
            if is_stuck:
                log.warning("what programs execute is not read while %s files of theirs do not answer", SLOW_AT_MOST)
            return ""
        answer: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._answer, args=(file, answer, done), name="digest", daemon=True).start()
        try:
            return answer.get(timeout=seconds)
        except queue.Empty:
            return ""

    def _answer(self, file: int, answer: "queue.SimpleQueue[str]", done: Callable[[], object]) -> None:
        digest = self.at_path(f"/proc/self/fd/{file}")
        os.close(file)
        with self._lock:
            self._slow -= 1
        done()
        answer.put(digest)

    def at_path(self, path: str) -> str:
        """Return it of the file at `path`, "" where that cannot be opened."""
        try:
            if not Path(path).is_file():
                return ""
            with Path(path).open("rb") as file:
                return self.of_file(file.fileno())
        except OSError:
            return ""

    def of_process(self, pid: int) -> str:
        """Return it of what `pid` executes, "" where that is gone, may not be read, or takes PROCESS_WITHIN.

        One that takes longer is not asked for again before it was answered: it would take every place.
        """
        with self._lock:
            if pid in self._unanswered:
                return ""
            self._unanswered.add(pid)
        try:
            file = os.open(executable_of(pid), HELD)
        except OSError:
            self._answered(pid)
            return ""
        return self.soon(file, PROCESS_WITHIN, lambda: self._answered(pid))

    def _answered(self, pid: int) -> None:
        with self._lock:
            self._unanswered.discard(pid)


def executable_of(pid: int) -> str:
    """Return where the system keeps what `pid` executes, whatever became of its path."""
    return f"/proc/{pid}/exe"


def _read(file: int) -> str:
    until, read = monotonic() + WITHIN, 0
    digest = hashlib.sha256()
    os.lseek(file, 0, os.SEEK_SET)
    while more := os.read(file, _CHUNK):
        digest.update(more)
        read += len(more)
        if read > LARGEST or monotonic() > until:
            return ""
    return f"sha256:{digest.hexdigest()}"
