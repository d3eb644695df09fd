"""One process a folder: another one is refused, and a disk that does not let anybody in is not taken for another."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

import pytest

from workstation.alone import LOCK, Hold
from workstation.errors import AlreadyRunningError, DeskwardenError

TAKEN = AlreadyRunningError("taken")


def test_a_folder_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    first = Hold(tmp_path, TAKEN)
    with pytest.raises(AlreadyRunningError, match="taken"):
        Hold(tmp_path, TAKEN)
    first.release()
    Hold(tmp_path, TAKEN).release()


def test_a_folder_that_cannot_be_used_is_held_by_nobody(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DeskwardenError, match="cannot be used") as refused:
            Hold(folder, TAKEN)
        assert not isinstance(refused.value, AlreadyRunningError)
