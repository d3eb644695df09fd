"""The fault layer as programs meet it: built once, preloaded into a process of its own."""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("faultlayer.c")
BUILT = Path("build/faults/faultlayer.so")
FLAGS = ("-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
DEADLINE = 3600.0


def built() -> Path:
    """Return the layer as a library; skip the test where this machine has no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here: `make test` installs gcc and libc6-dev, which build the fault layer")
    if not BUILT.exists() or BUILT.stat().st_mtime < SOURCE.stat().st_mtime:
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        own = BUILT.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, *FLAGS, "-o", own, SOURCE, "-ldl", "-lpthread"], check=True)
        own.replace(BUILT)
    return BUILT.resolve()


def run_on(disk: Path, module: str, *arguments: str, journal: Path | None = None) -> str:
    """Run `python -m module` with `disk` under the layer; return what it printed. It must end without a traceback."""
    layered = {"LD_PRELOAD": str(built()), "DESKWARDEN_DISK": str(disk.resolve())}
    if journal:
        layered["DESKWARDEN_JOURNAL"] = str(journal)
    command = [sys.executable, "-m", module, str(disk.resolve()), *arguments]
    done = subprocess.run(
        command, env={**os.environ, **layered}, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout
