"""An installed workstation that runs: warden, keeper and the parts that the one starts for the other."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.installed.servicemanager import CREDENTIALS
from tests.installed.stage import KEEPER, PYTHON, ROOT, WITHIN, Account, Stage
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import enrol, load_enrolment
from workstation.keeper.installedvault import CREDENTIAL
from workstation.keeper.installedwarden import InstalledWarden
from workstation.keeper.ledger import SqliteLedger
from workstation.keeper.ledgerkeys import ledger_keys
from workstation.keeper.sealedvault import SealedVault
from workstation.keeper.vault import FileVault
from workstation.record.entry import parse_payload


class AsKeeper(InstalledWarden):
    """The keeper's adapter in a process of root's, which connects as the keeper."""

    def _connected(self) -> socket.socket:
        os.seteuid(KEEPER.uid)
        try:
            return super()._connected()
        finally:
            os.seteuid(0)


class Workplace:
    """Runs on a stage until `close`, which ends what was started there by its process ids."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.folder = stage.lib / "deskwarden"
        self.keepers: list[int] = []
        self.kept: list[tuple[Kind, dict[str, str | int]]] = []  # what the ledger holds, newest first, after `close`
        self._log = (stage.folder / "log").open("ab")
        self._warden = self._started_warden()
        command = stage.command(ROOT, (PYTHON, "-m", "tests.installed.servicemanager"))
        pipe = subprocess.PIPE
        self._manager = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._log, text=True)
        self.hear_of_keeper()

    def hear_of_keeper(self) -> int:
        """Return the next keeper's process id, once it is there."""
        assert self._manager.stdout
        self.keepers.append(int(self._manager.stdout.readline()))
        return self.keepers[-1]

    def restart_warden(self) -> None:
        """Kill the warden and start another."""
        self._warden.kill()
        self._warden.wait(WITHIN)
        self._warden = self._started_warden()

    def said(self, part: str, what: str) -> list[dict[str, Any]]:
        """Return what parts said that has `what` in it, oldest first."""
        lines = (self.stage.folder / "log").read_text().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [each for each in told if each["part"] == part and what in each]

    def started(self, part: str) -> list[int]:
        """Return the processes of `part` that the warden started and that run."""
        told = json.loads((self.stage.run_folder / "deskwarden" / "started.json").read_text())
        return [pid for what, _, pid, _ in told if what == part and psutil.pid_exists(pid)]

    def health(self, account: Account = ROOT) -> dict[str, Any]:
        """Return what `deskwarden status` tells `account`, nothing where it is told nothing."""
        asked = self.stage.python(account, "-m", "workstation", "status", "--json")
        told: dict[str, Any] = json.loads(asked.stdout) if asked.returncode == 0 else {}
        return told

    def ask_warden(self, account: Account, line: str) -> str:
        """Return what the warden answers `account`, or how the attempt failed."""
        asked = self.stage.python(account, "-m", "tests.installed.ask", line)
        return (asked.stdout if asked.returncode == 0 else asked.stderr).strip()

    def stands(self) -> bool:
        """Say whether the seat is ready and both shields are there."""
        seat = self.health().get("seat", {})
        return bool(seat) and seat["is_ready"] and seat["shields"] == 2

    def close(self) -> None:
        """End the keeper in order, then everything else."""
        self._manager.communicate(timeout=WITHIN)
        self._warden.kill()
        self._warden.wait(WITHIN)
        self.stage.end_all()
        self._log.close()
        self.kept = self._kinds()

    def _kinds(self) -> list[tuple[Kind, dict[str, str | int]]]:
        given = self.stage.run_folder / CREDENTIALS.relative_to("/run") / CREDENTIAL
        vault = SealedVault(FileVault(self.folder), given.read_bytes() if given.exists() else None)
        ledger = SqliteLedger(self.folder / "ledger.db", ledger_keys(vault, load_enrolment(vault).device_key))
        (seat,) = ledger.seats()
        self.bodies = [parse_payload(entry.payload).body for entry in ledger.newest(seat)]
        ledger.close()
        return [(body.kind, dict(body.details)) for body in self.bodies]

    def _started_warden(self) -> "subprocess.Popen[bytes]":
        command = self.stage.command(ROOT, (PYTHON, "-m", "workstation.warden"))
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)


def enrol_at(store: StoreProcess, stage: Stage) -> None:
    """Make the stage's device known to a store."""
    folder = stage.lib / "deskwarden"
    enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(folder))
    for path in (folder, *folder.iterdir()):
        os.chown(path, KEEPER.uid, KEEPER.uid)


def eventually(holds: Callable[[], object], within: float = WITHIN) -> None:
    """Return once `holds`; fail where it never does."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it never became so"
        time.sleep(0.1)


def nothing(_: Stage) -> None:
    """Leave the stage as it is."""


@contextmanager
def working(prepare: Callable[[Stage], None] = nothing) -> Iterator[Workplace]:
    """Give an installed workstation whose seat stands, and leave nothing of it."""
    stage = Stage()
    try:
        prepare(stage)
        with running_store(stage.folder / "store") as store:
            enrol_at(store, stage)  # which is not there afterwards
        place = Workplace(stage)
        try:
            eventually(place.stands)
            yield place
        finally:
            place.close()
    finally:
        stage.close()


@contextmanager
def wardened() -> Iterator[Path]:
    """Give the socket of a warden alone, whose parts sleep."""
    with warden_on_a_stage() as (_, socket):
        yield socket


@contextmanager
def warden_on_a_stage() -> Iterator[tuple[Stage, Path]]:
    """Give a stage with a warden alone, whose parts sleep, and its socket."""
    stage = Stage()
    stage.program.write_text("#!/bin/sh\nexec sleep 60\n")
    warden = subprocess.Popen(stage.command(ROOT, (PYTHON, "-m", "workstation.warden")), stdin=subprocess.DEVNULL)
    socket = stage.run_folder / "deskwarden" / "warden.sock"
    try:
        eventually(socket.exists)
        yield stage, socket
    finally:
        warden.kill()
        warden.wait(WITHIN)
        stage.close()
