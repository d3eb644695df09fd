"""Executions noticed as they begin: on a stage, by real accounts, told by the real kernel."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from contextlib import closing
from time import monotonic

import psutil
import pytest

from tests.installed.stage import AGENT, KEEPER, ROOT, WITHIN, Account, Stage, only_root
from tests.installed.workplace import AsKeeper, eventually, warden_on_a_stage, working
from workstation.errors import WardenError
from workstation.keeper.denials import WardenExecutions

pytestmark = only_root


@pytest.fixture(scope="module")
def wardened() -> Iterator[tuple[Stage, AsKeeper]]:
    with warden_on_a_stage() as (stage, socket):
        yield stage, AsKeeper(socket)


@pytest.fixture
def executions(wardened: tuple[Stage, AsKeeper]) -> Iterator[WardenExecutions]:
    with closing(begun(wardened[1])) as heard:
        yield heard


def begun(warden: AsKeeper) -> WardenExecutions:
    """Begin, once the warden has seen that what it noticed before has ended."""
    found: list[WardenExecutions] = []

    def has_begun() -> bool:
        try:
            found.append(warden.notice(1))
        except WardenError as error:
            if "still noticed" not in str(error):
                raise
        return bool(found)

    eventually(has_begun)
    return found[0]


def started(stage: Stage, account: Account, *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(stage.command(account, command), stdin=subprocess.DEVNULL)


def is_heard(executions: WardenExecutions, pid: int) -> bool:
    until = monotonic() + WITHIN
    while monotonic() < until:
        if pid in executions.next(0.1):
            return True
    return False


def test_what_the_agent_executes_is_told_while_it_runs(
    wardened: tuple[Stage, AsKeeper], executions: WardenExecutions
) -> None:
    process = started(wardened[0], AGENT, "sleep", "60")
    assert is_heard(executions, process.pid)
    process.kill()
    process.wait(WITHIN)


def test_what_others_execute_is_not(wardened: tuple[Stage, AsKeeper], executions: WardenExecutions) -> None:
    others = [started(wardened[0], account, "true") for account in (ROOT, KEEPER)]
    assert [other.wait(WITHIN) for other in others] == [0, 0]
    process = started(wardened[0], AGENT, "true")
    heard: set[int] = set()
    while process.pid not in heard:
        heard |= set(told := executions.next(WITHIN))
        assert told
    process.wait(WITHIN)
    assert not heard & {other.pid for other in others}


def test_the_next_begins_before_the_one_before_it_ends_and_there_is_no_third(
    wardened: tuple[Stage, AsKeeper], executions: WardenExecutions
) -> None:
    with closing(begun(wardened[1])), pytest.raises(WardenError, match="still noticed"):
        wardened[1].notice(1)
    assert executions.next(0.01) is not None


def test_an_end_of_whoever_hears_is_noticed(wardened: tuple[Stage, AsKeeper], executions: WardenExecutions) -> None:
    stage = wardened[0]
    process = started(stage, AGENT, "true")
    assert is_heard(executions, process.pid)
    process.wait(WITHIN)
    mine = stage._namespace(stage._holder.pid)
    wardens = [process for process in psutil.process_iter() if stage._namespace(process.pid) == mine]
    for each in wardens:
        if each.ppid() in {other.pid for other in wardens}:
            each.kill()
    with pytest.raises(WardenError, match="notices no executions any more"):
        is_heard(executions, 0)


def test_the_seat_of_an_installed_workstation_hears_of_what_the_agent_starts() -> None:
    with working() as place:
        heard: set[int] = set()

        def is_told() -> bool:
            process = started(place.stage, AGENT, "true")
            process.wait(WITHIN)
            heard.add(process.pid)
            return any(heard & set(told["executed"]) for told in place.said("seat", "executed"))

        eventually(is_told)
