"""An installed workstation in a mount namespace of its own: accounts, folders and program, of which nothing stays.

Only root can make one. Everything runs there by `nsenter`; the host sees none of its mounts and accounts.
"""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

PYTHON = "/opt/venv/bin/python"
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "PYTHONPATH": "/opt/app", "HOME": "/tmp"}  # noqa: S108
PROGRAM = """#!/bin/sh
export PYTHONPATH=/opt/app
case $1 in
seat | shield) exec /opt/venv/bin/python -m tests.installed.part "$@" ;;
*) exec /opt/venv/bin/python -m workstation "$@" ;;
esac
"""
REPOSITORY = Path(__file__).parents[2]
WITHIN = 30.0
only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has other accounts and namespaces at hand")


@dataclass(frozen=True, slots=True)
class Account:
    """An account that exists on the stage alone."""

    name: str
    uid: int


ROOT = Account("root", 0)
KEEPER = Account("deskwarden-keeper", 61_001)
SHIELD = Account("deskwarden-shield", 61_002)
AGENT = Account("dw-agent", 61_003)
MADE = (KEEPER, SHIELD, AGENT)


class Stage:
    """Stands until `close`; `etc`, `run`, `lib` and `opt` are the stage's /etc, /run, /var/lib and /opt."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="deskwarden-stage-"))
        self.folder.chmod(0o711)
        self.etc, self.run_folder, self.lib, self.opt = (self._made(name) for name in ("etc", "run", "lib", "opt"))
        self._furnish()
        mounts = ((self.etc, "/etc"), (self.run_folder, "/run"), (self.lib, "/var/lib"), (self.opt, "/opt"))
        steps = [f"mount --bind {here} {there}" for here, there in mounts]
        steps.append(f"mount --bind {sys.prefix} /opt/venv && echo ready && exec cat")
        self._holder = subprocess.Popen(
            ("unshare", "--mount", "--propagation", "private", "sh", "-c", " && ".join(steps)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout
        assert self._holder.stdout.readline() == b"ready\n"

    def command(self, account: Account, command: Sequence[str], environment: dict[str, str] | None = None) -> list[str]:
        """Return how `command` runs on the stage as `account`."""
        entered = ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", "--wd=/"]
        become = ["setpriv", f"--reuid={account.uid}", f"--regid={account.uid}", "--clear-groups", "--"]
        finds = [f"{name}={value}" for name, value in (ENVIRONMENT | (environment or {})).items()]
        return [*entered, *become, "env", "-i", *finds, *command]

    def run(
        self, account: Account, *command: str, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` as `account` until it ends."""
        made = self.command(account, command, environment)
        return subprocess.run(
            made, check=False, capture_output=True, text=True, timeout=WITHIN, stdin=subprocess.DEVNULL
        )

    def python(self, account: Account, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the stage's Python as `account`."""
        return self.run(account, PYTHON, *arguments)

    def close(self) -> None:
        """End the namespace; its mounts go with it."""
        self.end_all()
        self._holder.communicate(timeout=WITHIN)
        shutil.rmtree(self.folder)

    def _made(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(mode=0o755)
        return made

    def _furnish(self) -> None:
        shutil.copytree("/etc", self.etc, symlinks=True, dirs_exist_ok=True)
        with (self.etc / "passwd").open("a") as accounts, (self.etc / "group").open("a") as groups:
            for made in MADE:
                accounts.write(f"{made.name}:x:{made.uid}:{made.uid}::/tmp:/usr/sbin/nologin\n")
                groups.write(f"{made.name}:x:{made.uid}:\n")
        (self.etc / "deskwarden").mkdir(mode=0o755)
        self.program = self.opt / "deskwarden" / "bin" / "deskwarden"
        place = Path("/opt") / self.program.relative_to(self.opt)
        installed = f'keeper = "{KEEPER.name}"\nshield = "{SHIELD.name}"\nprogram = "{place}"\n'
        (self.etc / "deskwarden" / "installed.toml").write_text(installed)
        self.program.parent.mkdir(parents=True)
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)
        (self.opt / "venv").mkdir()
        for name in ("workstation", "ui", "policies", "tests"):
            shutil.copytree(REPOSITORY / name, self.opt / "app" / name, ignore=shutil.ignore_patterns("__pycache__"))
        (self.run_folder / "deskwarden" / "sessions").mkdir(parents=True, mode=0o755)
        (self.lib / "deskwarden").mkdir(mode=0o700)
        self.log_in()

    def log_in(self) -> None:
        """Have the agent's session at slot 1, with a cookie in the agent's own folder."""
        home = self.run_folder / "agent"
        home.mkdir(mode=0o700)
        (home / "cookie").write_bytes(b"a made-up cookie")
        (home / "cookie").chmod(0o600)
        for path in (home, home / "cookie"):
            os.chown(path, AGENT.uid, AGENT.uid)
        self.tell_session(":77")

    def tell_session(self, display: str) -> None:
        """Write down, as what logs people in does, that the agent is at `display`."""
        where = {"display": display, "xauthority": "/run/agent/cookie", "runtime": "/run/agent"}
        session = {"user": AGENT.name, "session": "", **where}
        (self.run_folder / "deskwarden" / "sessions" / "1.json").write_text(json.dumps(session))

    def end_all(self) -> None:
        """End every process that is left in the namespace, by its id."""
        mine = self._namespace(self._holder.pid)
        for process in psutil.process_iter():
            if process.pid != self._holder.pid and self._namespace(process.pid) == mine:
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    def _namespace(self, pid: int) -> str:
        with suppress(OSError):
            return str(Path(f"/proc/{pid}/ns/mnt").readlink())
        return f"none of {pid}"
