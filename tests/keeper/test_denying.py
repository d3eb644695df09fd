"""Denying forbidden programs: which files, for how long, and what becomes of every attempt."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import hashlib
import queue
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.fakes.warden import FakeWarden
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear
from workstation.errors import WardenError
from workstation.facts.kinds import Kind, Outcome
from workstation.keeper import denying as module
from workstation.keeper import executables as looking
from workstation.keeper.denying import Denying
from workstation.keeper.executables import executables
from workstation.keeper.forbidden import ForbiddenPrograms, Forbidding
from workstation.keeper.ports import Denials, Denied
from workstation.link.messages import Cover
from workstation.policy.rules import DeskRule, GrantedException, Policy
from workstation.policy.scope import Hours, PlaceScope, Scope
from workstation.record.entry import parse_payload

WITHIN = 10.0
SCROT = Forbidding("no-pictures", ("scrot",), ())
PEEK = Forbidding("no-films", ("peek",), ())
FILES = {SCROT: {"/nowhere/scrot": "no-pictures"}, PEEK: {"/nowhere/peek": "no-films"}}
DIGEST = f"sha256:{hashlib.sha256(b'').hexdigest()}"
DENIED = Denied(path="/nowhere/scrot", pid=7, outcome="denied")


class Line:
    """What a warden denies, as a test plays it: `said` are attempts, or None for a line that breaks."""

    left: tuple[str, ...] = ("/nowhere/left",)

    def __init__(self, log: "queue.Queue[str]", name: str) -> None:
        self.said: queue.Queue[Denied | None] = queue.Queue()
        self._log = log
        self._name = name

    def next(self, within: float) -> Denied | None:
        try:
            said = self.said.get(timeout=min(within, 0.01))
        except queue.Empty:
            return None
        if said is None:
            raise WardenError("the warden denies no executions any more")
        return said

    def close(self) -> None:
        self._log.put(f"closed {self._name}")


class DenyingWarden(FakeWarden):
    """A warden that denies, and tells a test what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.log: queue.Queue[str] = queue.Queue()
        self.lines: list[Line] = []
        self.refuses = False

    def deny(self, slot: int, paths: Sequence[str]) -> Denials:
        if self.refuses:
            self.log.put("refused")
            raise WardenError("the warden refused")
        name = f"{slot} {' '.join(paths)}"
        self.lines.append(Line(self.log, name))
        self.log.put(f"began {name}")
        return self.lines[-1]


def found(forbidding: Sequence[Forbidding]) -> dict[str, str]:
    return {file: rule for each in forbidding for file, rule in FILES[each].items()}


@pytest.fixture
def warden(monkeypatch: pytest.MonkeyPatch) -> DenyingWarden:
    monkeypatch.setattr(module, "AGAIN_AFTER", 0.01)
    return DenyingWarden()


@contextmanager
def running(warden: DenyingWarden, told: Callable[[str, Denied], None] = lambda *_: None) -> Iterator[Denying]:
    denying = Denying(warden, 1, told, found)
    denying.start()
    try:
        yield denying
    finally:
        denying.stop()


def test_what_is_forbidden_is_denied_and_each_attempt_told_with_its_rule(warden: DenyingWarden) -> None:
    told: queue.Queue[tuple[str, Denied]] = queue.Queue()
    with running(warden, lambda rule, denied: told.put((rule, denied))) as denying:
        denying.want((PEEK, SCROT))
        assert warden.log.get(timeout=WITHIN) == "began 1 /nowhere/peek /nowhere/scrot"
        warden.lines[0].said.put(DENIED)
        assert told.get(timeout=WITHIN) == ("no-pictures", DENIED)
    assert warden.log.get(timeout=WITHIN) == "closed 1 /nowhere/peek /nowhere/scrot"


def test_an_attempt_is_told_with_the_digest_of_the_file(
    warden: DenyingWarden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, told = program(tmp_path / "bin", "scrot"), queue.Queue[Denied]()
    monkeypatch.setitem(FILES, SCROT, {file: "no-pictures"})
    with running(warden, lambda _, denied: told.put(denied)) as denying:
        denying.want((SCROT,))
        warden.log.get(timeout=WITHIN)
        warden.lines[0].said.put(Denied(path=file, pid=7, outcome="denied"))
        assert told.get(timeout=WITHIN) == Denied(path=file, pid=7, outcome="denied", digest=DIGEST)


def test_another_policy_is_denied_before_the_one_before_it_ends(warden: DenyingWarden) -> None:
    with running(warden) as denying:
        for wanted in ((SCROT,), (PEEK,), ()):
            denying.want(wanted)
            if wanted:
                assert warden.log.get(timeout=WITHIN).startswith("began")
            if wanted != (SCROT,):
                assert warden.log.get(timeout=WITHIN).startswith("closed")
    assert warden.log.empty()


def test_what_is_supported_is_denied_again_once_it_is_no_more(warden: DenyingWarden) -> None:
    with running(warden) as denying:
        for supported, denied in (("", "peek /nowhere/scrot"), ("/nowhere/scr*", "peek"), ("", "peek /nowhere/scrot")):
            denying.want((PEEK, SCROT), supported)
            assert warden.log.get(timeout=WITHIN) == f"began 1 /nowhere/{denied}"
            if len(warden.lines) > 1:
                assert warden.log.get(timeout=WITHIN).startswith("closed")


def test_a_warden_that_cannot_or_that_ends_is_asked_again(warden: DenyingWarden) -> None:
    warden.refuses = True
    with running(warden) as denying:
        denying.want((SCROT,))
        assert [warden.log.get(timeout=WITHIN) for _ in range(2)] == ["refused", "refused"]
        warden.refuses = False
        eventually(lambda: len(warden.lines) == 1)
        warden.lines[0].said.put(None)
        eventually(lambda: len(warden.lines) == 2)


def test_it_is_looked_for_anew_from_time_to_time(warden: DenyingWarden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RENEWED_EVERY", 0.0)
    with running(warden) as denying:
        denying.want((SCROT,))
        eventually(lambda: len(warden.lines) >= 3)


def program(folder: Path, name: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("")
    (folder / name).chmod(0o755)
    return str(folder / name)


def test_executables_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "bin", tmp_path / "opt"
    scrot, grabber, other = (program(folder, name) for name in ("Scrot", "grabber.py", "other"))
    recorder = program(elsewhere, "recorder")
    (folder / "grabber.txt").write_text("nothing to execute")
    forbidding = [
        Forbidding("by-name", ("scrot", "*grab*"), ()),
        Forbidding("by-path", (), (f"{elsewhere}/*", f"{folder}/[os]ther", "/no/such/**/folder/*")),
    ]
    assert executables(forbidding, [folder, tmp_path / "missing"]) == {
        scrot: "by-name",
        grabber: "by-name",
        recorder: "by-path",
        other: "by-path",
    }


def test_executables_are_found_by_digest_and_by_package(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "bin", tmp_path / "opt"
    program(folder, "other")
    renamed, packaged = program(folder, "renamed"), program(elsewhere, "packaged")
    Path(renamed).write_text("content that is forbidden")
    (folder / "pipe").symlink_to("/nowhere")
    (tmp_path / "grabbers.list").write_text(f"/.\n{elsewhere}\n{packaged}\n/nowhere/gone\n")
    digest = f"sha256:{hashlib.sha256(b'content that is forbidden').hexdigest()}"
    forbidding = [
        Forbidding("by-digest", (), (), (digest,)),
        Forbidding("by-package", (), (), (), ("grabbers", "missing")),
    ]
    found = executables(forbidding, [folder], packages=tmp_path)
    assert found == {renamed: "by-digest", packaged: "by-package"}


def test_a_link_is_followed_to_a_systems_alternative_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "ALTERNATIVES", f"{tmp_path}/alternatives/")
    many, real = program(tmp_path / "bin", "many-in-one"), program(tmp_path / "bin", "import-im6")
    (tmp_path / "alternatives").mkdir()
    (tmp_path / "alternatives" / "import").symlink_to(real)
    (tmp_path / "bin" / "import").symlink_to(tmp_path / "alternatives" / "import")
    (tmp_path / "bin" / "reboot").symlink_to(many)
    assert executables([Forbidding("r", ("import", "reboot"), ())], [tmp_path / "bin"]) == {real: "r"}


def test_the_products_own_interpreter_is_not_forbidden_and_there_is_an_end(tmp_path: Path) -> None:
    own = Path(sys.executable).resolve()
    assert str(own) not in executables([Forbidding("r", (own.name,), (str(own),))], [own.parent])
    for number in range(looking.AT_MOST + 9):
        program(tmp_path / "bin", f"p{number}")
    assert len(executables([Forbidding("r", ("p*",), ())], [tmp_path / "bin"])) == looking.AT_MOST


NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
LIFTED = GrantedException(
    id="lifted",
    rules=("always",),
    scope=PlaceScope(teams=("returns",)),
    reason="Trial",
    granted_by="IT",
    expires=date(2030, 1, 1),
)


def test_what_is_forbidden_follows_team_time_call_and_exceptions() -> None:
    policy = Policy(
        name="Desk",
        format=1,
        rule=(
            DeskRule(id="always", forbidden_names=("scrot",)),
            DeskRule(id="team", forbidden_names=("peek",), scope=Scope(teams=("cards",))),
            DeskRule(id="call", forbidden_paths=("/opt/*",), scope=Scope(call="on")),
            DeskRule(
                id="never",
                forbidden_names=("obs",),
                scope=Scope(hours=(Hours(start="00:00", end="00:01", days=("sat",)),)),
            ),
            DeskRule(id="no-programs", removable_media="refuse"),
        ),
        exception=(LIFTED,),
    )

    def ids(team: str, *, on_call: bool = False, granted: frozenset[str] = frozenset()) -> list[str]:
        return [each.rule for each in ForbiddenPrograms(policy, team)(NOON, on_call, granted)]

    assert ids("cards") == ["always", "team"]
    assert ids("returns", on_call=True) == ["always", "call"]
    assert ids("returns", granted=frozenset({"lifted"})) == []


def test_attempts_are_recorded_and_a_flood_of_them_locks(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path)
    _, shield, _ = keeper.open_seat()

    def tell(denied: Denied) -> None:
        asyncio.run_coroutine_threadsafe(keeper.service.denied("no-pictures", denied), keeper._loop).result(WITHIN)

    tell(DENIED)
    tell(Denied(path="/nowhere/scrot", pid=8, outcome="allowed", untold=3, digest=DIGEST))
    bodies = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 1000)]
    written = [
        (body.rule, body.application, body.outcome, body.details) for body in bodies if body.kind is Kind.PROGRAM_DENIED
    ]
    assert written == [
        ("no-pictures", "scrot", Outcome.BLOCKED, {}),
        ("no-pictures", "scrot", Outcome.FAILED, {"untold": 3, "digest": DIGEST}),
    ]
    for _ in range(60):
        tell(DENIED)
    assert hear(shield, Cover).reason == "flood"
    keeper.stop()
