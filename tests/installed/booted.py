"""An installed workstation on which systemd itself runs, as process 1 of namespaces of its own, with the shipped units.

Beside Deskwarden's there are the units of the journal and of the system's bus, and targets without contents.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psutil
import pytest

from tests.installed.stage import ENVIRONMENT, REPOSITORY, ROOT, WITHIN, Account, Stage

SYSTEMD = Path("/lib/systemd/systemd")
SHIPPED = REPOSITORY / "installer" / "linux" / "systemd"
BESIDE = ("systemd-journald.service", "systemd-journald.socket", "dbus.service", "dbus.socket")
EMPTY = ("basic", "network-online", "shutdown", "sockets", "sysinit")
TARGET = "[Unit]\nDescription={name}\nDefaultDependencies=no\n"
BOOTED = TARGET.format(name="Booted") + "Wants=systemd-journald.socket dbus.socket\n"
# Whichever hierarchies there are: what systemd makes in them is below a group that goes with the machine.
GROUPS = """
group=$1
for procs in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
    [ -e "$procs" ] || continue
    mkdir -p "${procs%/*}/$group"
    cp "${procs%/*}/cpuset.cpus" "${procs%/*}/cpuset.mems" "${procs%/*}/$group/" 2>/dev/null || true
    echo $$ >"${procs%/*}/$group/cgroup.procs"
done
shift
exec "$@"
"""
BOOT = """
mount -t proc proc /proc
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    umount -R /sys/fs/cgroup
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
    umount -R /sys/fs/cgroup
    mount -t tmpfs tmpfs /sys/fs/cgroup
    mkdir /sys/fs/cgroup/unified /sys/fs/cgroup/systemd
    mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
    mount -t cgroup -o none,name=systemd systemd /sys/fs/cgroup/systemd
fi
mount --make-rshared /
exec env -i container=deskwarden SYSTEMD_UNIT_PATH=/opt/units PATH=/usr/bin:/bin:/usr/sbin:/sbin \\
    /lib/systemd/systemd --system --unit=booted.target --log-target=null
"""
# The product's own Python finds its modules by itself, and no others (-I); the stage's is told where they are.
OWN_PYTHON = '#!/bin/sh\n[ "$1" = -I ] && shift\nPYTHONPATH=/opt/app exec /opt/venv/bin/python "$@"\n'
NAMESPACES = ("--pid", "--mount", "--cgroup", "--ipc", "--uts")


class Machine(Stage):
    """Boots once `start` is called; what runs there sees its processes alone, and the host's network."""

    def __init__(self) -> None:
        super().__init__()
        python = self.opt / "deskwarden" / "bin" / "python"
        python.write_text(OWN_PYTHON)
        python.chmod(0o755)
        units = self.opt / "units"
        shutil.copytree(SHIPPED, units)
        for name in BESIDE:
            shutil.copy(SYSTEMD.parent / "system" / name, units)
        for name in EMPTY:
            (units / f"{name}.target").write_text(TARGET.format(name=name))
        (units / "booted.target").write_text(BOOTED)
        (self.etc / "systemd" / "journald.conf").write_text("[Journal]\nStorage=volatile\nReadKMsg=no\n")
        self._group = f"deskwarden-{self.folder.name}"
        self._booted: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Boot, and return once systemd answers; fail with its own words where it does not."""
        entered = super().command(ROOT, ("sh", "-euc", GROUPS, "sh", self._group, "unshare", "--fork", "--kill-child"))
        boots = (*NAMESPACES, "--propagation", "private", "sh", "-euc", BOOT)
        self._booted = subprocess.Popen((*entered, *boots), stdin=subprocess.DEVNULL)
        until = time.monotonic() + WITHIN
        while self._first() is None or self.control("list-units").returncode != 0:
            assert self._booted.poll() is None, "systemd did not start"
            assert time.monotonic() < until, "systemd does not answer"
            time.sleep(0.1)

    def command(self, account: Account, command: Sequence[str], environment: dict[str, str] | None = None) -> list[str]:
        """Return how `command` runs on the machine as `account`."""
        first = self._first()
        if first is None:
            return super().command(account, command, environment)
        entered = ["nsenter", f"--target={first}", *NAMESPACES, "--wd=/"]
        become = ["setpriv", f"--reuid={account.uid}", f"--regid={account.uid}", "--clear-groups", "--"]
        finds = [f"{name}={value}" for name, value in (ENVIRONMENT | (environment or {})).items()]
        return [*entered, *become, "env", "-i", *finds, *command]

    def control(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run systemctl."""
        return self.run(ROOT, "systemctl", "--no-pager", *arguments)

    def main_pid(self, unit: str) -> int:
        """Return the main process of a service as the machine counts, 0 where it has none."""
        return int(self.control("show", "--property=MainPID", "--value", unit).stdout)

    def journal(self) -> str:
        """Return what all services said."""
        return self.run(ROOT, "journalctl", "--output=cat", "--no-pager").stdout

    def close(self) -> None:
        """Switch it off; what it made goes with it."""
        if self._booted is not None:
            self._booted.kill()  # and with it process 1, which ends every other
            self._booted.wait(WITHIN)
            self._remove_groups()
        super().close()

    def _first(self) -> int | None:
        """Return the host's number of the machine's process 1 once systemd is that."""
        if self._booted is None:
            return None
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._booted.pid).children():
                if child.name() == "systemd":
                    return child.pid
        return None

    def _remove_groups(self) -> None:
        until = time.monotonic() + WITHIN
        for group in Path("/sys/fs/cgroup").glob(f"**/{self._group}"):
            while group.exists():
                for folder, _, _ in os.walk(group, topdown=False):
                    with suppress(OSError):  # its last process is only just ending
                        Path(folder).rmdir()
                assert time.monotonic() < until, f"{group} is not empty"


@cache
def cannot_boot() -> str:
    """Return why no systemd can run here in namespaces of its own, "" where it can."""
    if os.getuid() != 0:
        return "only root can boot a machine in namespaces"
    if not SYSTEMD.exists():
        return "systemd is not here: apt-get install systemd"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            ("unshare", "--fork", *NAMESPACES, "mount", "-t", "cgroup2", "cgroup2", folder), check=False
        )
    return "" if tried.returncode == 0 else "this machine gives no control groups to namespaces: run it on a real one"


only_bootable = pytest.mark.skipif(bool(cannot_boot()), reason=cannot_boot())


@contextmanager
def machine() -> Iterator[Machine]:
    """Give a machine that is not started yet, and leave nothing of it."""
    made = Machine()
    try:
        yield made
    finally:
        made.close()
