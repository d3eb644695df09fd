"""An installed workstation against the agent's own account, as the agent and the keeper see it."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import subprocess
from collections.abc import Iterator
from functools import partial

import pytest

from tests.installed.stage import AGENT, KEEPER, ROOT, SHIELD, Account, only_root
from tests.installed.workplace import Workplace, eventually, working
from workstation.facts.kinds import Kind

pytestmark = only_root
POSE = ("-m", "tests.installed.pose")
DESKWARDEN = ("-m", "workstation")


@pytest.fixture(scope="module")
def place() -> Iterator[Workplace]:
    with working() as place:
        yield place


def test_seat_and_shields_run_under_their_accounts_and_hold_nothing_of_roots(place: Workplace) -> None:
    (seat,), shields = place.said("seat", "uid"), place.said("shield", "uid")
    assert (seat["uid"], [each["uid"] for each in shields]) == (AGENT.uid, [SHIELD.uid] * 2)
    for each in (seat, *shields):
        assert set(each["groups"]) <= {each["uid"]}
        assert each["descriptors"] == 4, "standard streams, and the one that counts them"
    assert {"DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"} <= set(seat["env"])
    assert "XDG_RUNTIME_DIR" not in shields[0]["env"]


def test_everybody_is_told_that_this_is_an_installation(place: Workplace) -> None:
    for part in ("seat", "shield", "prompt"):
        eventually(partial(place.said, part, "assurance"))
        assert {each["assurance"] for each in place.said(part, "assurance")} == {"installed"}
    assert place.health(AGENT)["assurance"] == "installed"


def test_the_shields_hold_the_cookie_in_a_copy_that_the_agent_cannot_read(place: Workplace) -> None:
    assert {each["cookie"] for each in place.said("shield", "cookie")} == {"a made-up cookie"}
    assert "Permission denied" in place.stage.run(AGENT, "cat", "/run/deskwarden/cookies/1").stderr


@pytest.mark.parametrize("account", [AGENT, SHIELD])
@pytest.mark.parametrize("file", ["enrolment", "ledger.db", "ledger.db-wal"])
def test_keys_and_ledger_are_out_of_reach(place: Workplace, account: Account, file: str) -> None:
    path = f"/var/lib/deskwarden/{file}"
    for command in (("cat", path), ("truncate", "-s", "0", path), ("rm", "-f", path), ("touch", f"{path}.new")):
        assert "Permission denied" in place.stage.run(account, *command).stderr
    assert "Permission denied" in place.stage.run(account, "ls", "/var/lib/deskwarden").stderr


@pytest.mark.parametrize("role", ["seat", "shield", "prompt"])
@pytest.mark.parametrize("account", [AGENT, SHIELD, ROOT])
def test_no_process_poses_as_a_part(place: Workplace, account: Account, role: str) -> None:
    assert place.stage.python(account, *POSE, role).stdout.startswith("refused: the keeper closed")


@pytest.mark.parametrize(("account", "answer"), [(AGENT, "Welcome"), (ROOT, "Welcome"), (SHIELD, "refused")])
def test_only_the_sessions_user_and_root_ask_and_say_something(place: Workplace, account: Account, answer: str) -> None:
    for role in ("status", "call", "recorder", "console"):
        assert place.stage.python(account, *POSE, role).stdout.startswith(answer)


def test_calls_are_told_by_the_agents_programs_with_a_token_of_the_agents_own(place: Workplace) -> None:
    assert place.stage.python(AGENT, *DESKWARDEN, "call", "end").returncode == 0
    listen = ("/opt/venv/bin/python", *DESKWARDEN, "call", "listen", "--port", "0")
    command = place.stage.command(AGENT, listen, {"XDG_RUNTIME_DIR": "/run/agent", "PYTHONUNBUFFERED": "1"})
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listening:
        assert listening.stdout
        assert "/run/agent/deskwarden/call-token" in listening.stdout.readline()
        listening.kill()


@pytest.mark.parametrize("account", [AGENT, SHIELD])
def test_the_warden_is_out_of_reach(place: Workplace, account: Account) -> None:
    for command in (("rm", "-f", "/run/deskwarden/warden.sock"), ("touch", "/run/deskwarden/sessions/2.json")):
        assert "Permission denied" in place.stage.run(account, *command).stderr
    assert "PermissionError" in place.ask_warden(account, '{"verb": "find", "pid": 1}')


def test_the_warden_answers_the_keeper_alone_and_roots_programs_not(place: Workplace) -> None:
    assert "[Errno" in place.ask_warden(ROOT, '{"verb": "find", "pid": 1}')
    assert place.ask_warden(KEEPER, '{"verb": "find", "pid": 1}') == "{}"


@pytest.mark.parametrize(
    "line",
    [
        '{"verb": "start", "part": "sh", "slot": 1}',
        '{"verb": "start", "part": "seat", "slot": 2}',
        '{"verb": "start", "part": "seat", "slot": "../1"}',
        '{"verb": "start", "part": "seat"}',
        '{"verb": "kill", "pid": 1}',
        '{"verb": "kill", "pid": -1}',
        '{"verb": "kill", "pid": 100000000000000000000}',
        '{"verb": "lock", "slot": 1}',
        '{"verb": "deny", "path": "/bin/true"}',
        '{"verb": "deny", "slot": 2, "paths": []}',
        '{"verb": "deny", "slot": 1, "paths": [1]}',
        '{"verb": "deny", "slot": 1, "paths": "/bin/true"}',
        '{"verb": "unlock", "slot": 1}',
        "[" * 4000,
        "null",
        "",
    ],
)
def test_the_warden_does_nothing_else(place: Workplace, line: str) -> None:
    assert '"refused"' in place.ask_warden(KEEPER, line)


def test_the_warden_ends_no_process_that_it_did_not_start(place: Workplace) -> None:
    assert "none that the warden started" in place.ask_warden(KEEPER, f'{{"verb": "kill", "pid": {os.getpid()}}}')


@pytest.mark.parametrize(
    "command",
    [
        ("seat", "--socket", "/nowhere/keeper.sock"),
        ("shield", "--socket", "/nowhere/keeper.sock"),
        ("prompt", "--socket", "/nowhere/keeper.sock"),
        ("keeper", "--socket", "/nowhere/keeper.sock"),
        ("keeper", "--dir", "/nowhere"),
        ("keeper",),
        ("status", "--socket", "/nowhere/keeper.sock"),
        ("trial", "--dir", "/nowhere"),
    ],
)
def test_no_option_and_no_environment_make_a_trial_of_it(place: Workplace, command: tuple[str, ...]) -> None:
    environment = {"XDG_RUNTIME_DIR": "/nowhere", "XDG_DATA_HOME": "/nowhere", "DISPLAY": ":77", "LISTEN_FDS": "1"}
    ended = place.stage.run(AGENT, "/opt/venv/bin/python", *DESKWARDEN, *command, environment=environment)
    assert ended.returncode == 1
    assert "install" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_seat_that_the_agent_ends_comes_again_and_the_keeper_lets_it_in(place: Workplace) -> None:
    pid = place.said("seat", "uid")[-1]["pid"]
    assert place.stage.run(AGENT, "kill", "-9", str(pid)).returncode == 0
    eventually(lambda: place.said("seat", "uid")[-1]["pid"] != pid)
    eventually(place.stands)


def test_the_agent_cannot_end_a_shield(place: Workplace) -> None:
    pid = place.said("shield", "uid")[-1]["pid"]
    assert "not permitted" in place.stage.run(AGENT, "kill", "-9", str(pid)).stderr.lower()


def test_what_the_warden_started_is_known_to_the_next_warden(place: Workplace) -> None:
    pid = place.said("seat", "uid")[-1]["pid"]
    place.restart_warden()
    eventually(lambda: place.ask_warden(KEEPER, f'{{"verb": "find", "pid": {pid}}}').startswith('{"part": "seat"'))


def test_a_killed_keeper_finds_the_same_seat_again_closed_and_all_of_it_is_on_the_record() -> None:
    with working() as place:
        seat = place.said("seat", "uid")[-1]["pid"]
        assert place.stage.python(AGENT, *POSE, "seat").stdout.startswith("refused")
        os.kill(place.keepers[-1], signal.SIGKILL)
        place.hear_of_keeper()
        eventually(place.stands)
        assert [each["pid"] for each in place.said("seat", "uid")] == [seat]
        assert place.health()["seat"]["truth"] != "active"
    assert [details["after_crash"] for kind, details in place.kept if kind is Kind.KEEPER_STARTED] == [1, 0]
    assert "a seat that the warden did not start was refused" in [details.get("why") for _, details in place.kept]
