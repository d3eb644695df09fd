"""A small file system that is really full: what was confirmed stands, what was refused is written later."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from pathlib import Path

import pytest

MOUNTED = 'mount -t tmpfs -o size="$3" none "$1" && exec "$2" -m tests.faults.fulldisk "$1" $4'
ALONE = ("unshare", "--map-root-user", "--mount")
DEADLINE = 120.0


@pytest.mark.parametrize(("size", "what"), [("1m", ""), ("32m", "reserve")])
def test_a_full_disk_loses_nothing_and_lets_an_agent_sign_in(tmp_path: Path, size: str, what: str) -> None:
    tried = subprocess.run(
        [*ALONE, "mount", "-t", "tmpfs", "none", tmp_path],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    if tried.returncode != 0:
        pytest.skip(f"no file system can be mounted here, as root or in a user namespace: {tried.stderr.strip()}")
    command = [*ALONE, "sh", "-c", MOUNTED, "sh", str(tmp_path), sys.executable, size, what]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
