"""Deskwarden as IT sets it up where systemd runs: the shipped units, and the commands of installer/README.md."""

# SPDX-License-Identifier: Apache-2.0

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.auditstore.storeprocess import running_store
from tests.distribution.conftest import Publisher, policy
from tests.installed.booted import Machine, machine, only_bootable
from tests.installed.stage import AGENT, KEEPER, REPOSITORY, ROOT, SHIELD
from tests.installed.workplace import eventually

pytestmark = only_bootable
SERVICES = ("deskwarden-warden.service", "deskwarden-keeper.service")
VERIFY = ("/opt/deskwarden/bin/deskwarden", "audit", "verify", "--json")
PATIENCE = 120.0
"""More than WatchdogSec in the units, and a start."""


def said_to_run(what: str) -> str:
    """Return the commands of installer/README.md in which `what` is."""
    readme = (REPOSITORY / "installer" / "README.md").read_text()
    (commands,) = (each for each in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if what in each)
    return str(commands)


@pytest.fixture(scope="module")
def booted() -> Iterator[Machine]:
    with machine() as made, running_store(made.folder / "store") as store:
        (made.lib / "deskwarden").rmdir()  # systemd makes it
        publisher = Publisher(store.folder / "policies")
        publisher.now = datetime.now(UTC)
        publisher.publish(policy(300), people=2)
        made.start()
        enrol = said_to_run("enroll TOKEN").replace("URL", store.url)
        for commands in (
            f"mkdir -p /var/lib/systemd; {said_to_run('systemd-creds encrypt')}",
            enrol.replace("TOKEN", store.parts.directory.invite("cards", trial=False)),
            "systemctl start deskwarden-keeper.service",
        ):
            done = made.run(ROOT, "sh", "-euc", commands)
            assert done.returncode == 0, done.stderr + made.journal()
        eventually(lambda: stands(made))
        yield made


def health(made: Machine) -> dict[str, Any]:
    asked = made.run(ROOT, "/opt/deskwarden/bin/deskwarden", "status", "--json")
    told: dict[str, Any] = json.loads(asked.stdout) if asked.returncode == 0 else {}
    return told


def stands(made: Machine) -> bool:
    seat = health(made).get("seat", {})
    return bool(seat) and seat["is_ready"] and seat["shields"] == 2


def started(made: Machine) -> list[tuple[str, int]]:
    """Return the parts that the warden started and that run, with their processes as the machine counts."""
    told = json.loads((made.run_folder / "deskwarden" / "started.json").read_text())
    return [(part, pid) for part, _, pid, _ in told if made.run(ROOT, "test", "-e", f"/proc/{pid}").returncode == 0]


def verdict(asked: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(asked.stdout)
    return told


def process(made: Machine, pid: int) -> dict[str, str]:
    """Return what the kernel tells of a process."""
    lines = made.run(ROOT, "cat", f"/proc/{pid}/status").stdout.splitlines()
    return {name: value.split()[0] for name, _, value in (line.partition(":") for line in lines) if value.split()}


def test_an_installation_stands_and_its_keys_are_sealed(booted: Machine) -> None:
    assert health(booted)["keys_are_sealed"] is True
    assert (booted.lib / "deskwarden" / "enrolment").read_bytes().startswith(b"deskwarden sealed")
    assert (booted.lib / "deskwarden").stat().st_mode & 0o777 == 0o700
    assert (booted.lib / "deskwarden").stat().st_uid == KEEPER.uid


def test_the_services_are_as_closed_as_their_units_say(booted: Machine) -> None:
    for unit, account in zip(SERVICES, (ROOT, KEEPER), strict=True):
        told = process(booted, booted.main_pid(unit))
        assert (told["Uid"], told["NoNewPrivs"], told["Seccomp"]) == (str(account.uid), "1", "2")
    assert int(process(booted, booted.main_pid(SERVICES[1]))["CapBnd"], 16) == 0


def test_seat_and_shields_are_units_of_their_own_and_inherit_nothing_of_the_wardens_sandbox(booted: Machine) -> None:
    assert sorted(part for part, _ in started(booted)) == ["seat", "shield", "shield"]
    for part, pid in started(booted):
        told = process(booted, pid)
        account = AGENT if part == "seat" else SHIELD
        assert (told["Uid"], told["NoNewPrivs"], told["Seccomp"]) == (str(account.uid), "0", "0")
        group = booted.run(ROOT, "cat", f"/proc/{pid}/cgroup").stdout
        assert f"/system.slice/deskwarden-{part}-" in group


def test_the_agent_reaches_neither_keys_nor_record_nor_services(booted: Machine) -> None:
    keeper = str(booted.main_pid(SERVICES[1]))
    for refused in (
        ("ls", "/var/lib/deskwarden"),
        ("ls", "/run/credentials/deskwarden-keeper.service"),
        ("cat", f"/proc/{keeper}/environ"),
        ("kill", "-9", keeper),
        ("systemctl", "stop", "deskwarden-keeper.service"),
    ):
        assert booted.run(AGENT, *refused).returncode != 0, refused
    assert booted.main_pid(SERVICES[1]) == int(keeper)


def comes_again(made: Machine, unit: str, before: int) -> None:
    """Return once another process is that service's."""
    eventually(lambda: made.main_pid(unit) not in (0, before), PATIENCE)


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_that_is_killed_is_started_again(booted: Machine, unit: str) -> None:
    before = booted.main_pid(unit)
    booted.run(ROOT, "kill", "-KILL", str(before))
    comes_again(booted, unit, before)
    eventually(lambda: stands(booted), PATIENCE)


def test_services_that_hang_are_ended_by_the_watchdog_and_started_again(booted: Machine) -> None:
    before = [booted.main_pid(unit) for unit in SERVICES]
    booted.run(ROOT, "kill", "-STOP", *map(str, before))
    for unit, pid in zip(SERVICES, before, strict=True):
        comes_again(booted, unit, pid)
    eventually(lambda: stands(booted), PATIENCE)


def test_an_auditor_opens_payloads_by_the_key_that_is_given_on_the_record(booted: Machine) -> None:
    booted.control("stop", "deskwarden-keeper.socket", "deskwarden-keeper.service")
    ledger = "/var/lib/deskwarden/ledger.db"
    give = said_to_run("enroll TOKEN").replace("enroll TOKEN --url URL", "audit give-key")
    given = booted.run(ROOT, "sh", "-euc", f"umask 077; {give.strip()} >/run/given")
    assert given.returncode == 0, given.stderr
    closed = verdict(booted.run(ROOT, *VERIFY, ledger))
    opened = verdict(booted.run(ROOT, *VERIFY, ledger, "--data-key", "/run/given"))
    assert (closed["holds"], opened["holds"]) == (True, True)
    assert sum(seat["closed"] for seat in closed["seats"]) > 0
    assert sum(seat["closed"] for seat in opened["seats"]) == 0
    refused = booted.run(ROOT, *VERIFY, ledger, "--data-key", "/var/lib/deskwarden/data-key")
    assert "`deskwarden audit give-key` at the machine that it belongs to opens it." in refused.stderr
    booted.control("start", "deskwarden-keeper.socket", "deskwarden-keeper.service")
    eventually(lambda: stands(booted), PATIENCE)
