"""Files that are whole or not there: a kill or a power cut leaves the old bytes or the new ones."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys
from pathlib import Path

OPEN_TO_ALL = 0o644
OWNER_ONLY = 0o600


def write_whole(path: Path, data: bytes, mode: int = OPEN_TO_ALL) -> None:
    """Make `data` the content of `path`, durably and at once; raise OSError where the disk does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123 - mode at birth
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    if sys.platform != "win32":  # Windows opens no folders; NTFS journals the renaming itself
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
