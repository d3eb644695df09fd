"""An ordinary account for the trial when root runs the demo: made, used, and removed with everything it ran."""

# SPDX-License-Identifier: Apache-2.0

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

CHECKOUT = Path.cwd()
KEPT = (".venv", "workstation", "ui", "policies", "tests", "pyproject.toml")


class Account:
    """A new user of this machine with a home of its own; leaving the block removes both."""

    def __init__(self) -> None:
        self.name = f"deskwarden-{os.getpid()}"
        self.home = Path(tempfile.mkdtemp(prefix="deskwarden-demo-", dir="/var/tmp"))

    def __enter__(self) -> Self:
        command = ("useradd", "--system", "--no-create-home", "--home-dir", str(self.home), self.name)
        subprocess.run((*command, "--shell", "/bin/bash"), check=True)
        shutil.chown(self.home, self.name)
        self.home.chmod(0o700)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(self._processes(), timeout=10)
        subprocess.run(("userdel", self.name), check=False)
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, arguments: Sequence[str]) -> int:
        """Run `python -m tests.demo` with `arguments` as the account and return its exit code."""
        checkout = self._readable_checkout()
        command = ("runuser", "-u", self.name, "--", str(checkout / ".venv/bin/python"), "-m", "tests.demo")
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environment |= {name: os.environ[name] for name in ("TERM", "COLUMNS") if name in os.environ}
        return subprocess.run((*command, *arguments), cwd=checkout, env=environment, check=False).returncode

    def _readable_checkout(self) -> Path:
        """Return the checkout, or a copy of what the trial needs where the account cannot read it."""
        probe = ("runuser", "-u", self.name, "--", "test", "-r", str(CHECKOUT / "pyproject.toml"))
        if subprocess.run(probe, check=False).returncode == 0 and self._runs(CHECKOUT):
            return CHECKOUT
        copy = self.home / "checkout"
        copy.mkdir()
        for name in KEPT:
            (shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy2)(CHECKOUT / name, copy / name)
        for path in copy.glob(".venv/lib/python3*/site-packages/deskwarden-checkout.pth"):
            path.write_text(f"{copy}\n")
        subprocess.run(("chown", "-R", self.name, str(copy)), check=True)
        return copy

    def _runs(self, checkout: Path) -> bool:
        command = ("runuser", "-u", self.name, "--", str(checkout / ".venv/bin/python"), "-c", "import PySide6, xcffib")
        return subprocess.run(command, check=False, cwd="/", stderr=subprocess.DEVNULL).returncode == 0

    def _processes(self) -> list[psutil.Process]:
        uid = pwd.getpwnam(self.name).pw_uid
        found = psutil.process_iter(["uids"])
        return [
            each for each in found if each.info["uids"] and each.info["uids"].real == uid and each.pid != os.getpid()
        ]


def is_root() -> bool:
    """Say whether an account is needed."""
    return os.getuid() == 0 and sys.platform == "linux"
