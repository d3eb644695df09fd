"""Passwords at the store: set by its command, judged together with the code, and no answer tells which was wrong."""

# SPDX-License-Identifier: Apache-2.0

import os
import pty
import select
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.auditstore.earlier import earlier
from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess
from workstation.auditstore import passwords
from workstation.auditstore.store import AuditStore, open_store
from workstation.auditstore.turns import Turns
from workstation.credentials.password import is_password
from workstation.credentials.throttle import FREE_TRIES
from workstation.credentials.totp import code_at, match_step
from workstation.errors import CredentialError, StoreError
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import CodeJudged, CodeWanted

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD, OTHER = "blue kite over manila", "seven green umbrellas"
GUESSES = ("000000", "123456", "314159", "271828")  # three codes count at any moment: one of these does not


class Desk:
    """A store where Ana has a password and Ben none, at a clock that stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.folder = folder
        self.parts = self._opened()
        self.secrets = {name: self.parts.agents.add(name, "cards") for name in ("Ana", "Ben")}
        self.parts.passwords.change("Ana", PASSWORD)

    def _opened(self) -> AuditStore:
        return open_store(self.folder, lambda: self.now)

    def restart(self) -> None:
        """Close the store and open it again."""
        self.parts.database.close()
        self.parts = self._opened()

    def right(self, name: str = "Ana") -> str:
        """Return the agent's code at this moment."""
        return code_at(self.secrets[name], int(self.now.timestamp()) // 30)

    def wrong(self) -> str:
        """Return a code that is nobody's at this moment."""
        secrets = self.secrets.values()
        return next(each for each in GUESSES if not any(match_step(secret, each, self.now) for secret in secrets))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_code_and_password_together_are_accepted_and_the_keeper_learns_what_the_password_is_kept_as(
    desk: Desk,
) -> None:
    judged = desk.parts.agents.judge("Ana", desk.right(), PASSWORD)
    assert (judged.accepted, judged.agent, judged.secret) == (True, "Ana", desk.secrets["Ana"])
    assert is_password(PASSWORD, judged.password_hash)


def test_a_code_alone_counts_where_no_password_is_asked_for(desk: Desk) -> None:
    for name in ("Ana", "Ben"):
        judged = desk.parts.agents.judge(name, desk.right(name))
        assert (judged.accepted, judged.password_hash) == (True, "")


def test_every_way_to_fail_gets_the_same_answer(desk: Desk) -> None:
    desk.parts.agents.judge("Ana", used := desk.right(), PASSWORD)
    desk.now += STEP
    offers = [
        ("Ana", desk.right(), OTHER),
        ("Ana", desk.wrong(), PASSWORD),
        ("Ana", desk.wrong(), OTHER),
        ("Ana", used, PASSWORD),
        ("Ana", desk.right(), ""),
        ("Ben", desk.right("Ben"), PASSWORD),
        ("Ben", desk.right("Ben"), ""),
        ("nobody", desk.wrong(), PASSWORD),
    ]
    refused = CodeJudged(accepted=False, reason="wrong_code")
    for offer in offers:
        assert (offer, desk.parts.agents.judge(*offer)) == (offer, refused)
        desk.parts.agents.confirm("Ana")
        desk.parts.agents.confirm("Ben")


def test_a_password_is_hashed_once_for_whoever_is_asked_for_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bool] = []

    def counting(password: str, phc: str) -> bool:
        hashed.append(right := is_password(password, phc))
        return right

    monkeypatch.setattr("workstation.auditstore.passwords.is_password", counting)
    for name in ("Ana", "Ben", "nobody"):
        for code in (desk.right(), desk.wrong()):
            hashed.clear()
            desk.parts.agents.judge(name, code, OTHER)
            assert (name, hashed) == (name, [False])


def test_a_wrong_password_does_not_use_the_code_up(desk: Desk) -> None:
    assert not desk.parts.agents.judge("Ana", desk.right(), OTHER).accepted
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted
    assert not desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted


def test_wrong_codes_and_wrong_passwords_are_counted_together_and_a_restart_gives_no_new_tries(desk: Desk) -> None:
    for number in range(5):
        code, password = (desk.right(), OTHER) if number % 2 else (desk.wrong(), PASSWORD)
        assert desk.parts.agents.judge("Ana", code, password).reason == "wrong_code"
        desk.restart()
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).reason == "locked_out"
    assert desk.parts.agents.judge("Ana", desk.right()).reason == "locked_out"
    desk.now += STEP
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted


def test_ten_wrong_passwords_lock_out_for_half_an_hour(desk: Desk) -> None:
    for wait in (0, 0, 0, 0, 0, 30, 60, 120, 240, 480):
        desk.now += timedelta(seconds=wait)
        assert desk.parts.agents.judge("Ana", desk.right(), OTHER).reason == "wrong_code"
    desk.now += timedelta(minutes=30, microseconds=-1)
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).reason == "locked_out"
    desk.now += timedelta(microseconds=1)
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted


def test_a_changed_password_counts_at_once_and_none_of_the_last_four_comes_back(desk: Desk) -> None:
    passwords = desk.parts.passwords
    for word in ("one", "two", "six"):
        passwords.change("Ana", f"{OTHER} {word}")
    assert not desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted
    assert desk.parts.agents.judge("Ana", desk.right(), f"{OTHER} six").accepted
    with pytest.raises(CredentialError, match="one of the last 4"):
        passwords.change("Ana", PASSWORD)
    passwords.change("Ana", f"{OTHER} ten")
    passwords.change("Ana", PASSWORD)


def test_nobody_sets_the_password_of_whom_the_store_does_not_know(desk: Desk) -> None:
    with pytest.raises(StoreError, match="no agent"):
        desk.parts.passwords.change("Carl", PASSWORD)


@pytest.mark.sqlite
def test_a_store_from_before_takes_codes_as_ever_and_passwords_from_now_on(desk: Desk, tmp_path: Path) -> None:
    desk.parts.database.close()
    with earlier(tmp_path) as db:
        for table in ("passwords", "recoveries"):
            db.execute(f"DROP TABLE {table}")
        for column in ("active_us", "revoked_us"):
            db.execute(f"ALTER TABLE agents DROP COLUMN {column}")
    desk.restart()
    assert desk.parts.agents.judge("Ana", desk.right()).accepted
    desk.now += STEP
    assert not desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted
    desk.parts.passwords.change("Ana", PASSWORD)
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted


@pytest.mark.sqlite
def test_neither_a_password_nor_its_hash_is_in_the_stores_files(desk: Desk, tmp_path: Path) -> None:
    desk.parts.agents.judge("Ana", desk.right(), PASSWORD)
    desk.parts.database.close()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in files
    assert b"$argon2id$" not in files


def test_a_password_is_set_from_a_script_and_judged_over_the_network(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    name = f"agent of {seat_id}"
    secret = store.parts.agents.add(name, "cards")
    command = [*DESKWARDEN, "agent", "password", name, "--stdin", "--dir", str(store.folder)]
    done = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{name} has this password from now on.\n")
    code = code_at(secret, int(datetime.now(UTC).timestamp()) // 30)
    assert client.verify_code(seat_id, name, code, OTHER) == client.verify_code(seat_id, "nobody", code, OTHER)
    verdict = client.verify_code(seat_id, name, code, PASSWORD)
    assert (verdict.accepted, verdict.secret) == (True, secret)
    assert is_password(PASSWORD, verdict.password_hash)
    assert PASSWORD not in repr(verdict)
    assert verdict.password_hash not in repr(verdict)


def test_a_password_that_is_refused_is_told_why_with_the_rules(store: StoreProcess, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    command = [*DESKWARDEN, "agent", "password", name, "--stdin", "--dir", str(store.folder)]
    done = subprocess.run(command, input="Password2026!\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the password is one of those that are tried first. A password has 12 characters or more." in done.stderr


def test_at_a_terminal_a_password_is_asked_for_twice_and_not_shown(store: StoreProcess, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    master, slave = pty.openpty()
    command = [*DESKWARDEN, "agent", "password", name, "--dir", str(store.folder)]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    shown = ""
    for _ in range(2):
        shown += _until(master, ": ")
        os.write(master, f"{PASSWORD}\n".encode())
    shown += _until(master, "from now on.")
    assert process.wait(30) == 0
    os.close(master)
    assert PASSWORD not in shown
    assert "which is not shown" in shown
    assert "Once more" in shown


def test_without_a_password_a_request_and_its_answer_are_those_of_earlier_versions() -> None:
    wanted = CodeWanted(seat_id="00000000-0000-4000-8000-000000000001/1", agent="Ana", code="123456")
    assert set(msgspec.msgpack.decode(msgspec.msgpack.encode(wanted))) == {"seat_id", "agent", "code"}
    judged = CodeJudged(accepted=True, reason="ok", agent="Ana", team="cards", secret="S", step=1)
    known = {"accepted", "reason", "agent", "team", "secret", "step"}
    assert set(msgspec.msgpack.decode(msgspec.msgpack.encode(judged))) <= known
    assert PASSWORD not in repr(msgspec.structs.replace(wanted, password=PASSWORD))


def _until(master: int, words: str) -> str:
    """Return what a terminal shows until these words come, at most half a minute between two pieces."""
    shown = ""
    while words not in shown:
        assert select.select([master], [], [], 30)[0], f"nothing more came after {shown!r}"
        shown += os.read(master, 1024).decode()
    return shown


def test_two_passwords_are_judged_at_once_and_both_are_answered(desk: Desk) -> None:
    with ThreadPoolExecutor(4) as many:
        judged = [
            many.submit(desk.parts.agents.judge, name, desk.wrong(), PASSWORD) for name in ("Ana", "Ben", "Cy", "Di")
        ]
        assert [each.result(timeout=60).reason for each in judged] == ["wrong_code"] * 4


def test_a_code_that_is_accepted_elsewhere_gives_nobody_more_guesses_at_a_password(desk: Desk) -> None:
    for _ in range(FREE_TRIES):
        desk.now += STEP
        assert desk.parts.agents.judge("Ana", desk.right(), OTHER).reason == "wrong_code"
        assert desk.parts.agents.judge("Ana", desk.right()).accepted
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).reason == "locked_out"
    assert desk.parts.agents.judge("Ana", desk.right()).reason == "code_used"
    desk.parts.agents.confirm("Ana")
    desk.now += STEP
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).accepted


def test_a_password_that_was_changed_while_it_was_judged_is_a_wrong_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(password: str, phc: str) -> bool:
        monkeypatch.undo()
        desk.parts.passwords.change("Ana", f"{OTHER} ten")
        return is_password(password, phc)

    monkeypatch.setattr(passwords, "is_password", changed_meanwhile)
    assert desk.parts.agents.judge("Ana", desk.right(), PASSWORD).reason == "wrong_code"


def test_a_device_whose_last_try_is_still_judged_is_told_to_wait() -> None:
    turns = Turns()
    with turns.take("one") as first, turns.take("one") as second, turns.take("another") as other:
        assert (first, second, other) == (True, False, True)
    with turns.take("one") as again:
        assert again
