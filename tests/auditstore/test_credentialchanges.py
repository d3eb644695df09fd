"""What becomes of an agent's credentials: the agent's own change of a password, another secret, and who hears of it."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.auditstore.storeprocess import DESKWARDEN
from workstation.auditstore.agents import Agents
from workstation.auditstore.credentialchanges import ENDING, Change
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials.throttle import FREE_TRIES
from workstation.credentials.totp import code_at, match_step
from workstation.errors import StoreError
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind
from workstation.record.directive import AgentForgotten, CredentialsChanged, Directive
from workstation.record.exchange import (
    CHANGES_LIMIT,
    ChangesWanted,
    CodeJudged,
    CredentialChange,
    PasswordJudged,
    PasswordWanted,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD, NEXT = "blue kite over manila", "seven green umbrellas"
SEAT = "00000000-0000-4000-8000-000000000001/1"
GUESSES = ("000000", "123456", "314159", "271828")


class Desk:
    """A store where Ana has a password and Ben none, at a clock that stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.folder = folder
        self.parts: AuditStore = open_store(folder, lambda: self.now)
        self.secrets = {name: self.parts.agents.add(name, "cards") for name in ("Ana", "Ben")}
        self.parts.passwords.change("Ana", PASSWORD)

    def code(self, name: str = "Ana") -> str:
        """Return the agent's code of a moment in which none of theirs was used."""
        self.now += STEP
        return code_at(self.secrets[name], int(self.now.timestamp()) // 30)

    def wrong(self) -> str:
        secrets = self.secrets.values()
        return next(each for each in GUESSES if not any(match_step(secret, each, self.now) for secret in secrets))

    def changes(
        self,
        new: str = NEXT,
        *,
        code: str | None = None,
        password: str = PASSWORD,
        name: str = "Ana",
        ends_elsewhere: bool = True,
    ) -> str:
        """Return what comes of a change."""
        wanted = PasswordWanted(
            seat_id=SEAT,
            agent=name,
            code=self.code(name) if code is None and name in self.secrets else code or "000000",
            password=password,
            new=new,
            ends_elsewhere=ends_elsewhere,
        )
        judged = self.parts.password_changes.change(wanted)
        assert PASSWORD not in f"{wanted} {judged}"
        return judged.reason

    def opens(self, password: str) -> str:
        """Return what comes of a right code and this password."""
        return self.parts.agents.judge("Ana", self.code(), password).reason

    def directives(self) -> list[Directive]:
        found = self.parts.directives.after("any device", 0)
        return [msgspec.json.decode(body, type=Directive) for _, body in found]

    def recorded(self) -> list[tuple[Kind, str, dict[str, str | int]]]:
        found = find(self.parts.database, Wanted(limit=1000))
        return [(each.body.kind, each.agent, each.body.details) for each in found]

    def untold(self, name: str = "Ana") -> list[str]:
        return [each.what for each in self.parts.credential_changes.untold(name).changes]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_an_agent_changes_their_password_and_the_old_one_counts_no_more(desk: Desk) -> None:
    assert desk.changes() == "ok"
    assert desk.opens(PASSWORD) == "wrong_code"
    assert desk.opens(NEXT) == "ok"
    assert desk.recorded() == [(Kind.PASSWORD_CHANGED, "Ana", {"by": "Ana", "seat_id": SEAT})]
    forgotten, changed = desk.directives()
    assert forgotten == AgentForgotten(agent="Ana")
    assert isinstance(changed, CredentialsChanged)
    assert (changed.agent, changed.what, changed.ends, changed.but) == ("Ana", "password_changed", True, SEAT)
    assert desk.untold() == ["password_changed"]


def test_the_other_seats_stay_open_where_the_agent_wants_that(desk: Desk) -> None:
    assert desk.changes(ends_elsewhere=False) == "ok"
    assert [each.ends for each in desk.directives() if isinstance(each, CredentialsChanged)] == [False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "wrong"},
        {"password": NEXT},
        {"code": "wrong", "password": NEXT},
        {"password": ""},
        {"name": "Ben"},
        {"name": "nobody"},
    ],
)
def test_every_way_to_fail_gets_the_same_answer_and_changes_nothing(desk: Desk, wrong: dict[str, str]) -> None:
    code = desk.wrong() if "code" in wrong else None
    told = desk.changes(code=code, password=wrong.get("password", PASSWORD), name=wrong.get("name", "Ana"))
    assert told == "wrong_code"
    assert (desk.recorded(), desk.directives()) == ([], [])
    assert desk.opens(PASSWORD) == "ok"


def test_wrong_ones_make_the_right_one_wait_as_at_a_sign_in(desk: Desk) -> None:
    for _ in range(FREE_TRIES):
        assert desk.changes(password=NEXT) == "wrong_code"
    right = code_at(desk.secrets["Ana"], int(desk.now.timestamp()) // 30)
    assert desk.changes(code=right) == "locked_out"
    assert desk.parts.agents.judge("Ana", right, PASSWORD).reason == "locked_out"
    desk.now += timedelta(minutes=1)
    assert desk.changes() == "ok"


def test_a_code_counts_once_and_not_after_a_sign_in_by_it(desk: Desk) -> None:
    code = desk.code()
    assert desk.parts.agents.judge("Ana", code, PASSWORD).accepted
    assert desk.changes(code=code) == "wrong_code"
    code = desk.code()
    assert desk.changes(code=code) == "ok"
    assert desk.changes("three yellow boats sail", code=code, password=NEXT) == "wrong_code"
    assert desk.opens(NEXT) == "ok"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("short one", "password_short"),
        ("Password2026!", "password_common"),
        ("x" * 300, "password_long"),
        ("blue kite\tover manila", "password_untypable"),
    ],
)
def test_what_no_password_may_be_is_said_and_costs_no_code_and_no_try(desk: Desk, new: str, reason: str) -> None:
    code = desk.code()
    for _ in range(FREE_TRIES + 1):
        assert desk.changes(new, code=code) == reason
        assert desk.changes(new, code="000000", password="wrong") == reason
        assert desk.changes(new, name="nobody") == reason
    assert desk.changes(code=code) == "ok"


def test_one_of_the_last_four_is_told_to_who_proved_who_they_are_and_to_nobody_else(desk: Desk) -> None:
    assert desk.changes(PASSWORD) == "password_reused"
    assert desk.changes(PASSWORD, code=desk.wrong()) == "wrong_code"
    assert desk.changes() == "ok"
    assert desk.changes(PASSWORD, password=NEXT) == "password_reused"
    assert desk.opens(NEXT) == "ok"


def test_access_that_ended_changes_nothing(desk: Desk) -> None:
    desk.parts.access.revoke_agent("Ana", "kim")
    assert desk.changes() == "access_ended"
    desk.parts.access.restore_agent("Ana", "kim")
    assert desk.opens(PASSWORD) == "ok"


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (lambda parts: parts.access.revoke_agent("Ana", "kim"), "access_ended"),
        (lambda parts: parts.passwords.change("Ana", "three yellow boats sail"), "too_late"),
    ],
)
def test_what_ends_or_overtakes_it_while_it_is_judged_wins(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[AuditStore], None], reason: str
) -> None:
    judge = Agents.judge

    def overtaken(agents: Agents, name: str, code: str, password: str | None, key: KeyAnswer | None) -> CodeJudged:
        judged = judge(agents, name, code, password, key)
        meanwhile(desk.parts)
        return judged

    monkeypatch.setattr(Agents, "judge", overtaken)
    assert desk.changes() == reason
    monkeypatch.undo()
    assert Kind.PASSWORD_CHANGED not in [kind for kind, _, _ in desk.recorded()]
    assert desk.untold() == []
    assert desk.opens(NEXT) in {"wrong_code", "access_ended"}


def test_a_recovery_code_stands_for_the_code_and_is_used_up(desk: Desk) -> None:
    code = desk.parts.recoveries.renew("Ana")[0]
    wanted = PasswordWanted(seat_id=SEAT, agent="Ana", code=code, password=PASSWORD, new=NEXT, ends_elsewhere=True)
    assert desk.parts.password_changes.change(wanted) == PasswordJudged(reason="ok", recovery_left=9)


@given(kind=st.sampled_from(get_args(Change)))
def test_the_agent_is_signed_out_by_what_ends_something_and_by_nothing_else(
    kind: Change, tmp_path_factory: pytest.TempPathFactory, another_database: Callable[[], None]
) -> None:
    another_database()
    desk = Desk(tmp_path_factory.mktemp("store"))
    for ends in (True, False):
        with desk.parts.database.writes.begin() as db:
            desk.parts.credential_changes.written(kind, "Ana", "kim", ends=ends)(db)
        changed = desk.directives()[-1]
        assert isinstance(changed, CredentialsChanged)
        assert (changed.what, changed.ends, changed.but) == (kind.partition(".")[2], ends and kind in ENDING, None)
    is_forgotten = AgentForgotten(agent="Ana") in desk.directives()
    assert is_forgotten == (kind in ENDING)
    desk.parts.database.close()


def test_what_was_told_is_told_no_more_and_of_nobody_else(desk: Desk) -> None:
    changes = desk.parts.credential_changes
    noted: tuple[tuple[str, Change], ...] = (
        ("Ana", Kind.PASSWORD_SET),
        ("Ben", Kind.TOTP_RENEWED),
        ("Ana", Kind.SECURITY_KEY_ADDED),
    )
    for name, kind in noted:
        with desk.parts.database.writes.begin() as db:
            changes.written(kind, name, "kim")(db)
    first, second = changes.untold("Ana").changes
    assert ([first.what, second.what], first.at) == (["password_set", "security_key_added"], NOON)
    (of_ben,) = changes.untold("Ben").changes
    changes.tell("Ana", [first.number, of_ben.number, 12345])
    changes.tell("Ana", [first.number])
    assert (desk.untold(), desk.untold("Ben"), desk.untold("nobody")) == (["security_key_added"], ["totp_renewed"], [])
    for _ in range(CHANGES_LIMIT + 1):
        with desk.parts.database.writes.begin() as db:
            changes.written(Kind.RECOVERY_RENEWED, "Ana", "kim")(db)
    assert len(desk.untold()) == CHANGES_LIMIT


@pytest.mark.parametrize("number", [-1, 1 << 62, 1 << 63])
def test_a_number_that_no_store_keeps_is_no_number(number: int) -> None:
    told = msgspec.msgpack.encode(ChangesWanted(seat_id=SEAT, agent="Ana", told=(number,)))
    change = msgspec.msgpack.encode(CredentialChange(number=number, what="password_set", at=NOON))
    for untrusted, shape in ((told, ChangesWanted), (change, CredentialChange)):
        with pytest.raises(msgspec.ValidationError):
            msgspec.msgpack.decode(untrusted, type=shape)


def test_nothing_is_noted_of_whom_the_store_does_not_know(desk: Desk) -> None:
    with pytest.raises(StoreError, match="no agent has this name"), desk.parts.database.writes.begin() as db:
        desk.parts.credential_changes.written(Kind.PASSWORD_SET, "nobody", "kim")(db)
    with pytest.raises(StoreError, match="no agent has this name"):
        desk.parts.agents.renew("nobody")


def test_another_secret_ends_the_codes_of_the_one_before_at_once(desk: Desk) -> None:
    desk.parts.agents.judge("Ana", desk.code())
    before = desk.secrets["Ana"]
    written = desk.parts.credential_changes.written(Kind.TOTP_RENEWED, "Ana", "kim")
    desk.secrets["Ana"] = desk.parts.agents.renew("Ana", written)
    assert desk.secrets["Ana"] != before
    old = code_at(before, int(desk.now.timestamp()) // 30)
    assert match_step(desk.secrets["Ana"], old, desk.now) is None
    assert desk.parts.agents.judge("Ana", old).reason == "wrong_code"
    assert desk.parts.agents.judge("Ana", code_at(desk.secrets["Ana"], int(desk.now.timestamp()) // 30)).accepted
    assert desk.recorded() == [(Kind.TOTP_RENEWED, "Ana", {"by": "kim"})]


def test_another_secret_is_shown_once_at_the_terminal_and_is_nowhere_else(desk: Desk) -> None:
    command = [*DESKWARDEN, "agent", "totp", "Ana", "--dir", str(desk.folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    secret = said.partition("secret=")[2].partition("&")[0]
    assert secret
    assert "it is not shown again" in said
    assert desk.parts.agents.judge("Ana", desk.code()).reason == "wrong_code"
    desk.secrets["Ana"] = secret
    assert desk.parts.agents.judge("Ana", desk.code()).accepted
    assert desk.untold() == ["totp_renewed"]
    desk.parts.database.close()
    for file in desk.folder.rglob("*"):
        assert secret.encode() not in (file.read_bytes() if file.is_file() else b"")


@pytest.mark.parametrize(("options", "ends"), [((), True), (("--leave-open",), False)])
def test_a_password_that_it_sets_signs_its_agent_out_unless_it_says_otherwise(
    desk: Desk, options: tuple[str, ...], ends: bool
) -> None:
    command = [*DESKWARDEN, "agent", "password", "Ana", "--stdin", *options, "--dir", str(desk.folder)]
    subprocess.run(command, input=f"{NEXT}\n", capture_output=True, text=True, check=True, timeout=60)
    assert [each.ends for each in desk.directives() if isinstance(each, CredentialsChanged)] == [ends]
    assert desk.opens(NEXT) == "ok"
