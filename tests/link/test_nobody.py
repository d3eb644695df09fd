"""What commands say where no keeper runs: one line, with what starts one."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", ["status", "doctor"])
@pytest.mark.parametrize("session", [True, False], ids=["in a session", "in none"])
def test_without_a_keeper_one_line_says_what_starts_one(tmp_path: Path, command: str, *, session: bool) -> None:
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    if session:
        environment["XDG_RUNTIME_DIR"] = str(tmp_path)
    asked = (sys.executable, "-m", "workstation", command)
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("deskwarden: the keeper does not answer. `deskwarden trial` starts one.")
