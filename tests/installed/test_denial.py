"""Forbidden programs denied by the kernel's leave: on a stage, of files that are nowhere else, by real accounts.

Nothing but those files waits for an answer, and a line that is held too long is hung up, which allows everything.
"""

# SPDX-License-Identifier: Apache-2.0

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.installed.stage import AGENT, KEEPER, ROOT, SHIELD, Account, Stage, only_root
from tests.installed.workplace import AsKeeper, Workplace, eventually, warden_on_a_stage, working
from workstation.errors import WardenError
from workstation.executable import Digests
from workstation.facts.kinds import Kind, Outcome
from workstation.keeper.denials import WardenDenials
from workstation.keeper.ports import Denied
from workstation.warden import denial, started

pytestmark = only_root
HELD_AT_MOST = 30.0
ROUNDS = 10
"""How often one more is tried until all are told of: on a busy machine the listener may still be behind."""
GRABBER, OTHER, SCRIPT = "/opt/programs/grabber", "/opt/programs/other", "/opt/programs/script"


def furnish(stage: Stage) -> None:
    """Install programs that exist on this stage alone."""
    folder = stage.opt / "programs"
    folder.mkdir(mode=0o755)
    for name in ("grabber", "other"):
        shutil.copy("/bin/true", folder / name)
    (folder / "script").write_text("#!/bin/sh\nexit 0\n")
    (folder / "script").chmod(0o755)


@pytest.fixture(scope="module")
def wardened() -> Iterator[tuple[Stage, AsKeeper]]:
    with warden_on_a_stage() as (stage, socket):
        furnish(stage)
        yield stage, AsKeeper(socket)


@pytest.fixture
def stage(wardened: tuple[Stage, AsKeeper]) -> Stage:
    return wardened[0]


@contextmanager
def denying(wardened: tuple[Stage, AsKeeper], *paths: str) -> Iterator[WardenDenials]:
    """Deny until the end, and no longer than HELD_AT_MOST."""
    with closing(begun(wardened[1], paths)) as denials:
        hanging_up = threading.Timer(HELD_AT_MOST, denials.close)
        hanging_up.start()
        try:
            yield denials
        finally:
            hanging_up.cancel()


def begun(warden: AsKeeper, paths: tuple[str, ...]) -> WardenDenials:
    """Begin to deny, once the warden has seen that what it denied before has ended."""
    found: list[WardenDenials] = []

    def has_begun() -> bool:
        try:
            found.append(warden.deny(1, paths))
        except WardenError as error:
            if "still denied" not in str(error):
                raise
        return bool(found)

    eventually(has_begun)
    return found[0]


def starts(stage: Stage, account: Account, *command: str) -> bool:
    done = stage.run(account, *command)
    assert done.returncode == 0 or "not permitted" in done.stderr, done.stderr
    return done.returncode == 0


def test_the_agent_cannot_start_it_and_the_keeper_is_told(wardened: tuple[Stage, AsKeeper], stage: Stage) -> None:
    with denying(wardened, GRABBER, SCRIPT) as denials:
        assert denials.left == ()
        for path in (GRABBER, SCRIPT):
            assert not starts(stage, AGENT, path)
            denied = denials.next(HELD_AT_MOST)
            assert denied == Denied(path=path, pid=denied.pid if denied else 0, outcome="denied")
        assert starts(stage, AGENT, OTHER)
        assert denials.next(0.01) is None
    assert starts(stage, AGENT, GRABBER)


@pytest.mark.parametrize("account", [ROOT, KEEPER, SHIELD])
def test_nobody_but_the_sessions_user_is_denied_anything(
    wardened: tuple[Stage, AsKeeper], stage: Stage, account: Account
) -> None:
    with denying(wardened, GRABBER) as denials:
        assert starts(stage, account, GRABBER)
        assert denials.next(0.01) is None


def test_a_process_that_hides_from_other_accounts_is_denied_it_too(
    wardened: tuple[Stage, AsKeeper], stage: Stage
) -> None:
    hidden = f"import ctypes, os; ctypes.CDLL(None).prctl(4, 0); os.execv('{GRABBER}', ['x'])"
    with denying(wardened, GRABBER) as denials:
        assert "Operation not permitted" in stage.python(AGENT, "-c", hidden).stderr
        assert denials.next(HELD_AT_MOST)


def test_a_copy_under_another_name_is_not_covered(wardened: tuple[Stage, AsKeeper], stage: Stage) -> None:
    with denying(wardened, GRABBER):
        assert starts(stage, AGENT, "sh", "-c", f"cp {GRABBER} /run/agent/copy && exec /run/agent/copy")


def test_what_others_may_change_or_lead_elsewhere_is_left(wardened: tuple[Stage, AsKeeper], stage: Stage) -> None:
    folder = stage.opt / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    for name in ("open", "agents"):
        shutil.copy("/bin/true", stage.opt / name)
    (stage.opt / "open").chmod(0o777)
    os.chown(stage.opt / "agents", AGENT.uid, AGENT.uid)
    shutil.copy("/bin/true", folder / "inside")
    (stage.opt / "link").symlink_to("/opt/programs/other")
    left = ("/opt/open", "/opt/agents", "/opt/shared/inside", "/opt/link", "/opt/programs", "/opt/missing", "other", "")
    with denying(wardened, *left, GRABBER) as denials:
        assert denials.left == left
        assert all(starts(stage, AGENT, path) for path in left[:4])
        assert not starts(stage, AGENT, GRABBER)


def test_the_next_begins_before_the_one_before_it_ends_and_there_is_no_third(
    wardened: tuple[Stage, AsKeeper], stage: Stage
) -> None:
    with denying(wardened, GRABBER), denying(wardened, GRABBER):
        with pytest.raises(WardenError, match="still denied"):
            wardened[1].deny(1, (GRABBER,))
        assert not starts(stage, AGENT, GRABBER)


def test_whoever_is_asked_may_end_and_everything_starts_again(wardened: tuple[Stage, AsKeeper], stage: Stage) -> None:
    with denying(wardened, GRABBER) as denials:
        assert not starts(stage, AGENT, GRABBER)
        assert denials.next(HELD_AT_MOST)
        (answering,) = answering_processes(stage)
        os.kill(answering, signal.SIGKILL)
        with pytest.raises(WardenError, match="denies no executions any more"):
            denials.next(HELD_AT_MOST)
        assert starts(stage, AGENT, GRABBER)


def answering_processes(stage: Stage) -> list[int]:
    """Return the processes of the stage that hold something of fanotify's open."""
    mine = [pid for pid in psutil.pids() if stage._namespace(pid) == stage._namespace(stage._holder.pid)]
    return [pid for pid in mine if any("fanotify" in file for file in open_files(pid))]


def open_files(pid: int) -> list[str]:
    with suppress(OSError):
        return [os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()]  # noqa: PTH115 - a word, not a path
    return []


def test_a_keeper_that_does_not_listen_opens_nothing_and_is_told_how_many_it_missed(
    wardened: tuple[Stage, AsKeeper], stage: Stage
) -> None:
    tries = 1500
    loop = f"i=0; while [ $i -lt {tries} ]; do {GRABBER} && echo started; i=$((i+1)); done; true"
    with denying(wardened, GRABBER) as denials:
        assert stage.run(AGENT, "sh", "-c", loop).stdout == ""
        heard = list(iter(lambda: denials.next(0.2), None))
        for _ in range(ROUNDS):
            assert not starts(stage, AGENT, GRABBER)
            tries += 1
            heard += iter(lambda: denials.next(2.0), None)
            if len(heard) + sum(denied.untold for denied in heard) == tries:
                break
        assert any(denied.untold for denied in heard)
        assert len(heard) + sum(denied.untold for denied in heard) == tries


def test_what_cannot_be_told_in_time_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert denial._judged(1 << 30, AGENT.uid) == "allowed"
    os.mkfifo(tmp_path / "status")
    before = signal.signal(signal.SIGALRM, denial._give_up)
    monkeypatch.setattr(started, "Path", lambda _: tmp_path / "status")
    assert denial._judged(1, AGENT.uid) == "allowed"
    signal.signal(signal.SIGALRM, before)


RULE = """
[[rule]]
kind = "desk"
id = "no-grabbers"
forbidden_paths = ["/opt/programs/grabber"]
"""


def forbid(stage: Stage) -> None:
    furnish(stage)
    policy = stage.opt / "app" / "tests" / "demo" / "policy.toml"
    policy.write_text(policy.read_text() + RULE)


def test_what_a_policy_forbids_by_content_and_by_package_is_denied(
    wardened: tuple[Stage, AsKeeper], stage: Stage
) -> None:
    info = stage.lib / "dpkg" / "info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "grabbers.list").write_text(f"{GRABBER}\n")
    digest = Digests().at_path(str(stage.opt / "programs" / "script"))
    asked = f"executables([Forbidding('r', (), (), ('{digest}',), ('grabbers',))], [Path('/opt/programs')])"
    imports = "from pathlib import Path; from workstation.keeper.executables import executables;"
    imports += "from workstation.keeper.forbidden import Forbidding;"
    found = stage.python(KEEPER, "-c", f"{imports} print(*{asked})").stdout.split()
    assert found == [GRABBER, SCRIPT]
    with denying(wardened, *found):
        assert [starts(stage, AGENT, path) for path in (GRABBER, SCRIPT, OTHER)] == [False, False, True]


def test_an_installed_workstation_denies_what_its_policy_forbids_and_records_it() -> None:
    with working(forbid) as place:
        eventually(lambda: not starts(place.stage, AGENT, GRABBER))
        assert starts(place.stage, AGENT, OTHER)
        kill_answering(place)
        eventually(lambda: not starts(place.stage, AGENT, GRABBER))
    denied = [body for body in place.bodies if body.kind is Kind.PROGRAM_DENIED]
    assert len(denied) == 2
    assert {(body.rule, body.application, body.outcome) for body in denied} == {
        ("no-grabbers", "grabber", Outcome.BLOCKED)
    }


def kill_answering(place: Workplace) -> None:
    (answering,) = answering_processes(place.stage)
    os.kill(answering, signal.SIGKILL)
    eventually(lambda: answering_processes(place.stage) not in ([], [answering]))
