"""Who judges a code: the store where it answers, what is sealed here where it does not, and no code twice."""

# SPDX-License-Identifier: Apache-2.0

import os
from datetime import UTC, datetime

import pytest

from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.store import FakeStore
from tests.fakes.vault import FakeVault
from workstation.credentials.keytouch import answer, make_secret
from workstation.credentials.password import hash_password, is_password
from workstation.credentials.securitykey import registered
from workstation.credentials.totp import STEP_SECONDS, code_at, new_secret
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge
from workstation.keeper.offline import SEALED_NAME, OfflineVerifier
from workstation.keeper.passwordcheck import PasswordCheck
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.verifier import StoreThenOffline

DEVICE = "00000000-0000-4000-8000-000000000001"
SEAT = f"{DEVICE}/1"
SECRET = new_secret()


def code(steps_ahead: int = 0) -> str:
    return code_at(SECRET, int(datetime.now(UTC).timestamp()) // STEP_SECONDS + steps_ahead)


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore(DEVICE)
    store.agents["Ana"] = ("cards", SECRET)
    return store


@pytest.fixture
def verifier(store: FakeStore) -> StoreThenOffline:
    return StoreThenOffline(store, OfflineVerifier(FakeVault(), is_password), lambda: datetime.now(UTC), lambda: None)


def test_the_store_judges_while_it_answers_and_what_is_sealed_here_while_it_is_away(
    store: FakeStore, verifier: StoreThenOffline
) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).judge == "store"
    store.away = True
    verdict = verifier.verify(SEAT, "Ana", code(1))
    assert (verdict.accepted, verdict.judge) == (True, "offline")


def test_a_code_used_offline_is_used_once_the_store_is_back(store: FakeStore, verifier: StoreThenOffline) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).accepted
    store.away = True
    used = code(1)
    assert verifier.verify(SEAT, "Ana", used).accepted
    store.away = False
    assert verifier.verify(SEAT, "Ana", used).reason == "code_used"


def answered(key: FakeSecurityKey) -> KeyAnswer:
    challenge = KeyChallenge(seat_id=SEAT, made=datetime.now(UTC), nonce=os.urandom(32))
    return KeyAnswer(challenge=challenge, assertion=answer(key, "", challenge.bound, "2580"))


def test_a_key_that_says_whose_it_is_does_so_offline_once_the_store_took_it_here(
    store: FakeStore, verifier: StoreThenOffline
) -> None:
    key, taken = FakeSecurityKey(), os.urandom(32)
    store.security_keys["Ana"] = registered(taken, *make_secret(key, "Ana", taken, "2580"))
    store.away = True
    assert verifier.verify(SEAT, "", "", None, answered(key)).reason == "not_signed_in_here"
    store.away = False
    verdict = verifier.verify(SEAT, "", "", None, answered(key))
    assert (verdict.agent, verdict.judge) == ("Ana", "store")
    store.away = True
    verdict = verifier.verify(SEAT, "", "", None, answered(key))
    assert (verdict.agent, verdict.judge) == ("Ana", "offline")
    verifier.forget("Ana")
    assert verifier.verify(SEAT, "", "", None, answered(key)).reason == "not_signed_in_here"


def test_whose_access_has_ended_at_the_store_is_forgotten_here_also_where_the_key_alone_says_who_that_is(
    store: FakeStore, verifier: StoreThenOffline, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, taken = FakeSecurityKey(), os.urandom(32)
    store.security_keys["Ana"] = registered(taken, *make_secret(key, "Ana", taken, "2580"))
    assert verifier.verify(SEAT, "", "", None, answered(key)).accepted
    ended = CodeVerdict(accepted=False, reason="access_ended")
    with monkeypatch.context() as patched:
        patched.setattr(store, "verify_code", lambda *_: ended)
        assert verifier.verify(SEAT, "", "", None, answered(key)) == ended
    store.away = True
    assert verifier.verify(SEAT, "", "", None, answered(key)).reason == "not_signed_in_here"


def test_who_is_forgotten_while_the_store_judges_their_key_is_too_late(
    store: FakeStore, verifier: StoreThenOffline, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, taken = FakeSecurityKey(), os.urandom(32)
    store.security_keys["Ana"] = registered(taken, *make_secret(key, "Ana", taken, "2580"))
    judge = store.verify_code

    def slowly(
        seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        verifier.forget("Ana")
        return judge(seat_id, agent, code, password, key)

    monkeypatch.setattr(store, "verify_code", slowly)
    assert verifier.verify(SEAT, "", "", None, answered(key)).reason == "too_late"


def test_nobody_signs_in_at_a_device_that_the_store_refuses(verifier: StoreThenOffline) -> None:
    assert verifier.verify(SEAT, "Ana", code(-1)).accepted
    elsewhere = "00000000-0000-4000-8000-000000000002/1"
    assert verifier.verify(elsewhere, "Ana", code(1)).reason == "device_refused"


PASSWORD = "blue kite over manila"


def test_a_password_is_judged_by_the_store_and_while_it_is_away_by_a_process_of_its_own(store: FakeStore) -> None:
    store.passwords["Ana"] = hash_password(PASSWORD)
    offline = OfflineVerifier(FakeVault(), PasswordCheck())
    verifier = StoreThenOffline(store, offline, lambda: datetime.now(UTC), lambda: None)
    assert verifier.verify(SEAT, "Ana", code(0), PASSWORD).judge == "store"
    store.away = True
    assert verifier.verify(SEAT, "Ana", code(1), "seven green umbrellas").reason == "wrong_code"
    verdict = verifier.verify(SEAT, "Ana", code(1), PASSWORD)
    assert (verdict.accepted, verdict.judge) == (True, "offline")


@pytest.mark.parametrize("command", [["/nowhere"], ["/bin/false"], ["/bin/echo", "yes"], ["/bin/true"]])
def test_a_password_that_cannot_be_checked_lets_nobody_in_and_says_so(
    store: FakeStore, command: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    store.passwords["Ana"] = hash_password(PASSWORD)
    offline = OfflineVerifier(FakeVault(), PasswordCheck(command))
    verifier = StoreThenOffline(store, offline, lambda: datetime.now(UTC), lambda: None)
    assert verifier.verify(SEAT, "Ana", code(0), PASSWORD).accepted
    store.away = True
    assert verifier.verify(SEAT, "Ana", code(1), PASSWORD).reason == "not_checked"
    assert "could not be checked" in caplog.text
    assert PASSWORD not in caplog.text


def test_a_recovery_code_is_for_the_store_alone_and_nothing_of_it_is_kept(store: FakeStore) -> None:
    vault = FakeVault()
    verifier = StoreThenOffline(store, OfflineVerifier(vault, is_password), lambda: datetime.now(UTC), lambda: None)
    store.recovery["Ana"] = {"ABCD-2345-EFGH", "JKMN-6789-PQRS"}
    before = vault.get(SEALED_NAME)
    assert verifier.verify(SEAT, "Ana", "ABCD-2345-EFGH").recovery_left == 1
    assert vault.get(SEALED_NAME) == before
    assert verifier.verify(SEAT, "Ana", code(-1)).accepted
    store.away = True
    for _ in range(6):
        assert verifier.verify(SEAT, "Ana", "JKMN-6789-PQRS").reason == "not_signed_in_here"
    assert verifier.verify(SEAT, "Ana", code(1)).accepted


class EndedStore(FakeStore):
    """A store at which the access of whoever asks has ended."""

    def verify_code(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        verdict = super().verify_code(seat_id, agent, code, password, key)
        return CodeVerdict(accepted=False, reason="access_ended") if verdict.accepted else verdict


def test_whose_access_the_store_says_has_ended_is_verified_offline_no_more() -> None:
    offline = OfflineVerifier(FakeVault(), is_password)
    open_store, ended = FakeStore(DEVICE), EndedStore(DEVICE)
    open_store.agents["Ana"] = ended.agents["Ana"] = ("cards", SECRET)
    before, after = (
        StoreThenOffline(store, offline, lambda: datetime.now(UTC), lambda: None) for store in (open_store, ended)
    )
    assert before.verify(SEAT, "Ana", code(-1)).accepted
    assert after.verify(SEAT, "Ana", code()).reason == "access_ended"
    ended.away = True
    assert after.verify(SEAT, "Ana", code(1)).reason == "not_signed_in_here"
