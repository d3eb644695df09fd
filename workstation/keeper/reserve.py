"""The reserve: room on the ledger's disk for the sign-ins and unlocks that a full disk would refuse."""

# SPDX-License-Identifier: Apache-2.0

import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 2 << 20
"""Room for some 3,000 entries."""
ROOMY = 10 * SIZE
log = logging.getLogger(__name__)


class Reserve:
    """A file of SIZE bytes that holds nothing; belongs to one thread. Neither method raises."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_kept = False

    def keep(self) -> None:
        """Make the file where it is missing and the disk is not short of room."""
        if self._is_kept:
            return
        with suppress(OSError):
            if self._path.exists() and self._path.stat().st_size == SIZE:
                self._is_kept = True
            elif shutil.disk_usage(self._path.parent).free >= ROOMY:
                with self._path.open("wb") as file:
                    file.write(bytes(SIZE))
                    file.flush()
                    os.fsync(file.fileno())
                self._is_kept = True

    def spend(self) -> bool:
        """Give the room free; say whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        self._is_kept = False
        log.warning("the disk is full: the reserve for sign-ins is spent")
        return True
