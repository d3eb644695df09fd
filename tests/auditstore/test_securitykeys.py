"""Security keys at the store: added at its terminal, judged in place of a code, each answer once, and taken away."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.auditstore.earlier import earlier
from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess
from tests.fakes.securitykey import FakeSecurityKey
from workstation.auditstore.passwords import Passwords
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.securitykeycommands import security_key_app
from workstation.auditstore.securitykeys import ANSWERED_WITHIN, KnownKey
from workstation.auditstore.store import AuditStore, open_store
from workstation.credentials import keytouch
from workstation.credentials.keytouch import answer, make_secret
from workstation.credentials.securitykey import registered
from workstation.credentials.totp import code_at
from workstation.errors import CredentialError, StoreError, StoreRefusedError
from workstation.facts.keyanswer import KeyAnswer, KeyAssertion, KeyChallenge, SecurityKey
from workstation.facts.kinds import Kind, Severity
from workstation.keeper.storeclient import HttpsStore
from workstation.record.directive import AgentForgotten, CredentialsChanged, Directive
from workstation.record.exchange import CodeJudged, CodeWanted

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT, ANOTHER_SEAT = f"{DEVICE}/1", f"{DEVICE}/2"
PIN, PASSWORD = "2580", "blue kite over manila"
WRONG = CodeJudged(accepted=False, reason="wrong_code")
MOMENT = timedelta(microseconds=1)


def given_to(agent: str, key: FakeSecurityKey) -> SecurityKey:
    challenge = os.urandom(32)
    return registered(challenge, *make_secret(key, agent, challenge, PIN))


def answered(agent: str, key: FakeSecurityKey, made: datetime, seat_id: str = SEAT) -> KeyAnswer:
    challenge = KeyChallenge(seat_id=seat_id, made=made, nonce=os.urandom(32))
    return KeyAnswer(challenge=challenge, assertion=answer(key, agent, challenge.bound, PIN))


class Desk:
    """A store where Ana has a key and Ben none, at a clock that stands still until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.folder = folder
        self.parts = self._opened()
        self.secrets = {name: self.parts.agents.add(name, "cards") for name in ("Ana", "Ben")}
        self.key = FakeSecurityKey()
        self.known = self.parts.security_keys.add("Ana", "blue", given_to("Ana", self.key))

    def _opened(self) -> AuditStore:
        return open_store(self.folder, lambda: self.now)

    def restart(self) -> None:
        """Close the store and open it again."""
        self.parts.database.close()
        self.parts = self._opened()

    def answer(self) -> KeyAnswer:
        """Return what Ana's key answers at this moment."""
        return answered("Ana", self.key, self.now)

    def judge(self, said: KeyAnswer, password: str | None = None, name: str = "Ana") -> CodeJudged:
        """Judge an answer without a code, and have nobody wait for it."""
        judged = self.parts.agents.judge(name, "", password, said)
        self.parts.agents.confirm("Ana")
        self.parts.agents.confirm("Ben")
        return judged

    def unnamed(self, said: KeyAnswer, password: str | None = None) -> CodeJudged:
        """Judge an answer of whoever's key that is, at a device that never tried before."""
        return self.parts.agents.judge_unnamed(os.urandom(8).hex(), said, password)

    def told(self) -> list[tuple[str, Severity]]:
        """Return what the store's own record says."""
        return [(each.body.kind, each.body.severity) for each in find(self.parts.database, Wanted(limit=100))]

    def marks_told(self) -> list[object]:
        """Return of which keys the store's own record tells, "" for what is about none."""
        return [each.body.details.get("key", "") for each in find(self.parts.database, Wanted(limit=100))]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_what_a_key_answered_counts_in_place_of_a_code_and_no_code_is_used_up(desk: Desk) -> None:
    judged = desk.judge(desk.answer())
    assert (judged.accepted, judged.reason, judged.agent, judged.team) == (True, "ok", "Ana", "cards")
    assert (judged.secret, judged.step, judged.key and judged.key.mark) == (desk.secrets["Ana"], -1, desk.known.mark)
    (known,) = desk.parts.security_keys.of("Ana")
    assert (known.label, known.used, known.may_be_copied) == ("blue", NOON, False)
    code = code_at(desk.secrets["Ana"], int(NOON.timestamp()) // 30)
    assert desk.parts.agents.judge("Ana", code).accepted


def test_an_answer_counts_once_also_for_a_key_that_counts_nothing_and_after_a_restart(desk: Desk) -> None:
    quiet = FakeSecurityKey(counts=False)
    desk.parts.security_keys.add("Ana", "quiet", given_to("Ana", quiet))
    for said in (desk.answer(), answered("Ana", quiet, NOON)):
        assert desk.judge(said).accepted
        assert desk.judge(said) == WRONG
        desk.restart()
        desk.now += ANSWERED_WITHIN
        assert desk.judge(said) == WRONG
        desk.now = NOON
    assert desk.told() == []


def test_an_answer_counts_for_three_minutes_by_the_stores_clock(desk: Desk) -> None:
    for said, moved, accepted in (
        (desk.answer(), ANSWERED_WITHIN, True),
        (desk.answer(), ANSWERED_WITHIN + MOMENT, False),
        (desk.answer(), -ANSWERED_WITHIN, True),
        (desk.answer(), -ANSWERED_WITHIN - MOMENT, False),
    ):
        desk.now = NOON + moved
        assert (moved, desk.judge(said).accepted) == (moved, accepted)


def test_what_is_changed_about_a_challenge_makes_it_another(desk: Desk) -> None:
    said = desk.answer()
    changes: tuple[dict[str, object], ...] = ({"seat_id": ANOTHER_SEAT}, {"made": NOON + MOMENT}, {"nonce": bytes(32)})
    for change in changes:
        other = msgspec.structs.replace(said.challenge, **change)
        assert desk.judge(KeyAnswer(challenge=other, assertion=said.assertion)) == WRONG
    assert desk.judge(said).accepted


def test_every_way_to_fail_gets_the_same_answer(desk: Desk) -> None:
    bens = FakeSecurityKey()
    desk.parts.security_keys.add("Ben", "", given_to("Ben", bens))
    stranger = FakeSecurityKey()
    given_to("Ana", stranger)
    desk.parts.passwords.change("Ana", PASSWORD)
    offers = [
        ("Ben", desk.answer(), None),
        ("Ana", answered("Ben", bens, NOON), None),
        ("Ana", answered("Ana", stranger, NOON), None),
        ("nobody", desk.answer(), None),
        ("Ana", desk.answer(), "seven green umbrellas"),
        ("Ana", answered("Ana", stranger, NOON), PASSWORD),
        ("nobody", desk.answer(), PASSWORD),
    ]
    assert [desk.judge(said, password, name) for name, said, password in offers] == [WRONG] * len(offers)
    assert Kind.SECURITY_KEY_COPIED not in {kind for kind, _ in desk.told()}


def test_a_password_beside_it_must_be_right_and_a_wrong_one_does_not_use_the_answer_up(desk: Desk) -> None:
    desk.parts.passwords.change("Ana", PASSWORD)
    said = desk.answer()
    assert desk.judge(said, "seven green umbrellas") == WRONG
    judged = desk.judge(said, PASSWORD)
    assert judged.accepted
    assert judged.password_hash


def test_refused_answers_are_counted_like_wrong_codes(desk: Desk) -> None:
    stranger = FakeSecurityKey()
    given_to("Ana", stranger)
    for _ in range(5):
        assert desk.parts.agents.judge("Ana", "", None, answered("Ana", stranger, NOON)) == WRONG
    assert desk.parts.agents.judge("Ana", "", None, desk.answer()).reason == "locked_out"
    desk.parts.agents.confirm("Ana")
    assert desk.parts.agents.judge("Ana", "", None, desk.answer()).accepted


def test_a_copy_that_lags_behind_is_refused_and_a_supervisor_hears_of_it(desk: Desk) -> None:
    early, late = desk.answer(), desk.answer()
    assert desk.judge(late).accepted
    assert desk.judge(early) == WRONG
    assert desk.told()[-1] == (Kind.SECURITY_KEY_COPIED, Severity.VIOLATION)
    assert desk.judge(desk.answer()).accepted


def test_a_key_that_was_taken_away_counts_no_more_at_once_and_the_other_still_does(desk: Desk) -> None:
    spare = FakeSecurityKey()
    desk.parts.security_keys.add("Ana", "spare", given_to("Ana", spare))
    said = desk.answer()
    removed = desk.parts.security_keys.remove("Ana", desk.known.mark)
    assert (removed.label, desk.judge(said)) == ("blue", WRONG)
    assert desk.judge(answered("Ana", spare, NOON)).accepted
    with pytest.raises(StoreError, match="no key of the agent's"):
        desk.parts.security_keys.remove("Ana", desk.known.mark)


def test_a_mark_takes_no_key_of_another_agent_and_none_by_guess(desk: Desk) -> None:
    for name, mark in (("Ben", desk.known.mark), ("Ana", ""), ("Ana", "nothing")):
        with pytest.raises(StoreError, match="no key of the agent's"):
            desk.parts.security_keys.remove(name, mark)
    assert len(desk.parts.security_keys.of("Ana")) == 1


def test_a_key_is_one_agents_and_nobodys_whom_the_store_does_not_know(desk: Desk) -> None:
    made = given_to("Ben", FakeSecurityKey())
    desk.parts.security_keys.add("Ben", "", made)
    with pytest.raises(StoreError, match="known here already"):
        desk.parts.security_keys.add("Ana", "", made)
    for call in (desk.parts.security_keys.of, desk.parts.security_keys.ids):
        with pytest.raises(StoreError, match="no agent"):
            call("Carl")
    with pytest.raises(StoreError, match="no agent"):
        desk.parts.security_keys.add("Carl", "", given_to("Carl", FakeSecurityKey()))


def test_a_key_says_whose_it_is_by_its_credential_alone(desk: Desk) -> None:
    bens = FakeSecurityKey()
    known = desk.parts.security_keys.add("Ben", "", given_to("Ana", bens))  # whatever the key calls its user
    judged = desk.unnamed(answered("", bens, NOON))
    assert (judged.accepted, judged.agent, judged.key and judged.key.mark) == (True, "Ben", known.mark)
    judged = desk.unnamed(answered("", desk.key, NOON))
    assert (judged.accepted, judged.agent, judged.step) == (True, "Ana", -1)


def test_every_way_to_fail_without_a_name_gets_the_same_answer(desk: Desk) -> None:
    stranger, replayed, late = FakeSecurityKey(), desk.answer(), desk.answer()
    given_to("Ana", stranger)
    taken = FakeSecurityKey()
    mark = desk.parts.security_keys.add("Ben", "", given_to("Ben", taken)).mark
    desk.parts.security_keys.remove("Ben", mark)
    assert desk.unnamed(replayed).accepted
    forged = msgspec.structs.replace(late.assertion, signature=late.assertion.signature[:-1])
    elsewhere = msgspec.structs.replace(late.challenge, seat_id=ANOTHER_SEAT)
    old = answered("", desk.key, NOON - ANSWERED_WITHIN - MOMENT)
    offers = (
        replayed,
        old,
        answered("", stranger, NOON),
        answered("", taken, NOON),
        KeyAnswer(challenge=late.challenge, assertion=forged),
        KeyAnswer(challenge=elsewhere, assertion=late.assertion),
    )
    assert [desk.unnamed(said) for said in offers] == [WRONG] * len(offers)
    desk.parts.passwords.change("Ana", PASSWORD)
    assert [desk.unnamed(said, PASSWORD) for said in offers] == [WRONG] * len(offers)
    assert desk.unnamed(desk.answer(), "seven green umbrellas") == WRONG
    assert desk.unnamed(desk.answer(), PASSWORD).password_hash


def test_who_proves_nobody_waits_for_the_work_of_one_password_as_whose_key_it_is_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []

    def matched(_: Passwords, name: str, password: str) -> str:
        assert password == PASSWORD
        worked.append(name)
        return ""

    monkeypatch.setattr(Passwords, "matched", matched)
    given_to("Ana", stranger := FakeSecurityKey())
    for key in (stranger, desk.key):
        worked.clear()
        assert desk.unnamed(answered("", key, NOON), PASSWORD) == WRONG
        assert len(worked) == 1


@given(
    said=st.builds(
        KeyAssertion,
        credential_id=st.binary(min_size=1, max_size=40),
        client_data=st.binary(max_size=200),
        authenticator_data=st.binary(max_size=80),
        signature=st.binary(max_size=80),
    ),
    is_known=st.booleans(),
)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_a_key_may_say_is_anybody(desk: Desk, said: KeyAssertion, *, is_known: bool) -> None:
    known = desk.key.credentials[0].credential_id if is_known else said.credential_id
    challenge = KeyChallenge(seat_id=SEAT, made=NOON, nonce=os.urandom(32))
    assertion = msgspec.structs.replace(said, credential_id=known)
    assert desk.unnamed(KeyAnswer(challenge=challenge, assertion=assertion)) == WRONG


def test_keys_of_nobody_make_their_device_wait_and_no_agent_and_a_name_goes_on(desk: Desk) -> None:
    judge, stranger = desk.parts.agents.judge_unnamed, FakeSecurityKey()
    given_to("Ana", stranger)
    late = desk.answer()
    forged = msgspec.structs.replace(late.assertion, signature=b"")
    for number in range(5):
        said = answered("", stranger, NOON) if number % 2 else KeyAnswer(challenge=late.challenge, assertion=forged)
        assert judge(DEVICE, said) == WRONG
    desk.restart()
    judge = desk.parts.agents.judge_unnamed
    assert judge(DEVICE, desk.answer()).reason == "name_wanted"
    assert judge("another device", desk.answer()).accepted
    assert desk.parts.agents.judge("Ana", "", None, desk.answer()).accepted
    desk.now += timedelta(seconds=31)
    assert judge(DEVICE, desk.answer()).accepted
    for _ in range(4):
        assert judge(DEVICE, answered("", stranger, desk.now)) == WRONG
    assert judge(DEVICE, desk.answer()).accepted  # and what is right begins anew


def test_guesses_at_a_password_with_the_right_key_count_for_its_agent_whatever_is_named(desk: Desk) -> None:
    desk.parts.passwords.change("Ana", PASSWORD)
    for number in range(5):
        device = f"device {number}"
        assert desk.parts.agents.judge_unnamed(device, desk.answer(), "seven green umbrellas") == WRONG
    for judged in (
        desk.parts.agents.judge_unnamed(DEVICE, desk.answer(), PASSWORD),
        desk.parts.agents.judge("Ana", "", PASSWORD, desk.answer()),
    ):
        assert judged.reason == "locked_out"


def test_a_copy_is_told_also_where_nobody_is_named(desk: Desk) -> None:
    early, late = desk.answer(), desk.answer()
    assert desk.unnamed(late).accepted
    assert desk.unnamed(early) == WRONG
    assert desk.told() == [(Kind.SECURITY_KEY_COPIED, Severity.VIOLATION)]


def test_that_access_has_ended_is_told_to_whose_key_is_right(desk: Desk) -> None:
    said = desk.answer()
    desk.parts.access.revoke_agent("Ana", "kim")
    assert desk.judge(said).reason == "access_ended"
    assert desk.unnamed(said) == CodeJudged(accepted=False, reason="access_ended")
    desk.parts.access.restore_agent("Ana", "kim")
    assert desk.judge(said).accepted


@pytest.mark.sqlite
def test_a_store_from_before_takes_keys_from_now_on(desk: Desk) -> None:
    desk.parts.database.close()
    with earlier(desk.folder) as db:
        for table in ("security_keys", "answered"):
            db.execute(f"DROP TABLE {table}")
    desk.restart()
    desk.parts.security_keys.add("Ana", "", given_to("Ana", desk.key))
    assert desk.judge(desk.answer()).accepted


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> FakeSecurityKey:
    """Plug a key in at the store's terminal."""
    key = FakeSecurityKey()
    monkeypatch.setattr(keytouch, "plugged_in", lambda: [key])
    return key


def terminal(folder: Path, *arguments: str, typed: str = "") -> str:
    """Return what a command at the store's terminal says; raise what it raised."""
    done = CliRunner().invoke(security_key_app, [*arguments, "--dir", str(folder)], input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_key_is_added_at_the_terminal_with_its_pin_and_is_on_the_record(desk: Desk, key: FakeSecurityKey) -> None:
    said = terminal(desk.folder, "add", "Ben", "--label", "spare", typed=f"{PIN}\n")
    (known,) = desk.parts.security_keys.of("Ben")
    assert "Touch the key now." in said
    assert f"Ben has the security key {known.mark} from now on." in said
    assert PIN not in said
    assert desk.judge(answered("Ben", key, NOON), name="Ben").accepted
    assert desk.told()[-1] == (Kind.SECURITY_KEY_ADDED, Severity.CUSTODY)
    with pytest.raises(CredentialError, match="this agent's already"):
        terminal(desk.folder, "add", "Ben", "--stdin", typed=f"{PIN}\n")
    listed = terminal(desk.folder, "list", "Ben")
    assert listed.startswith(f"{known.mark}  added ")
    assert "spare" in listed
    (told,) = msgspec.json.decode(terminal(desk.folder, "list", "Ben", "--json"), type=list[KnownKey])
    assert told == desk.parts.security_keys.of("Ben")[0]
    assert (
        terminal(desk.folder, "remove", "Ben", known.mark) == f"The security key {known.mark} of Ben counts no more.\n"
    )
    assert desk.told()[-1] == (Kind.SECURITY_KEY_REMOVED, Severity.CUSTODY)
    assert desk.marks_told()[-2:] == [known.mark, known.mark]
    passed_on = desk.parts.directives.after("any device", 0)
    added, forgotten, removed = (msgspec.json.decode(body, type=Directive) for _, body in passed_on)
    assert forgotten == AgentForgotten(agent="Ben")
    assert isinstance(added, CredentialsChanged)
    assert isinstance(removed, CredentialsChanged)
    assert (added.agent, added.what, added.ends) == ("Ben", "security_key_added", False)
    assert (removed.agent, removed.what, removed.ends) == ("Ben", "security_key_removed", True)
    assert desk.judge(answered("Ben", key, NOON), name="Ben") == WRONG


def test_a_passkey_is_told_as_one(desk: Desk, key: FakeSecurityKey) -> None:
    key.copies = True
    said = terminal(desk.folder, "add", "Ben", "--stdin", typed=f"{PIN}\n")
    assert "its secret may be on other devices" in said
    assert "passkey, copied elsewhere" in terminal(desk.folder, "list", "Ben")


def test_what_goes_wrong_at_the_terminal_is_a_clear_line_and_adds_nothing(
    desk: Desk, key: FakeSecurityKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pin, line in (("0000", "did not accept the PIN"), ("", "wants its PIN")):
        with pytest.raises(CredentialError, match=line):
            terminal(desk.folder, "add", "Ben", "--stdin", typed=f"{pin}\n")
    key.touched = False
    with pytest.raises(CredentialError, match="not touched in time"):
        terminal(desk.folder, "add", "Ben", "--stdin", typed=f"{PIN}\n")
    key.touched, key.pin_hash = True, None
    with pytest.raises(CredentialError, match="cannot tell its user"):
        terminal(desk.folder, "add", "Ben")
    monkeypatch.setattr(keytouch, "plugged_in", lambda: [key, key])
    with pytest.raises(CredentialError, match="more than one"):
        terminal(desk.folder, "add", "Ben")
    with pytest.raises(StoreError, match="no agent"):
        terminal(desk.folder, "add", "Carl")
    assert desk.parts.security_keys.of("Ben") == ()
    assert desk.told() == []


def test_without_a_key_the_command_says_so(store: StoreProcess, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    store.parts.agents.add(name, "cards")
    command = [*DESKWARDEN, "agent", "security-key", "add", name, "--stdin", "--dir", str(store.folder)]
    done = subprocess.run(command, input="\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("deskwarden: no security key is connected.")


def test_an_answer_is_judged_over_the_network_for_its_own_seat_alone(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    name, key = f"agent of {seat_id}", FakeSecurityKey()
    store.parts.agents.add(name, "cards")
    store.parts.security_keys.add(name, "", given_to(name, key))

    def sent(asked_at: str, agent: str) -> CodeJudged:
        said = answered(agent, key, datetime.now(UTC), asked_at)
        wanted = CodeWanted(seat_id=seat_id, agent=agent, code="", key=said)
        return client._ask("POST", "/v1/codes", msgspec.msgpack.encode(wanted), CodeJudged)

    for agent in (name, ""):
        judged = sent(seat_id, agent)
        assert (judged.accepted, judged.agent) == (True, name)
        with pytest.raises(StoreRefusedError, match="asked at another seat"):
            sent(seat_id.replace("/1", "/2"), agent)
