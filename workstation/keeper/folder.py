"""The keeper's folder: what was put into it is found again after a power cut, and so is the folder."""

# SPDX-License-Identifier: Apache-2.0

import os
from contextlib import suppress
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make `folder` for its owner alone, its name durable before this returns; raise OSError otherwise."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The name of a folder that is there may still be in memory only: an earlier start may have ended right here.
    for each in missing or [folder]:
        with suppress(PermissionError):  # a parent that this account may not read was not made by it
            sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable; raise OSError where the disk does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
