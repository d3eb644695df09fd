"""Codes while the store is away: who is known, for how long, and each code once."""

# SPDX-License-Identifier: Apache-2.0

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.vault import FakeVault
from workstation.credentials.keytouch import answer, make_secret
from workstation.credentials.password import hash_password, is_password
from workstation.credentials.sealing import unseal
from workstation.credentials.securitykey import registered
from workstation.credentials.totp import STEP_SECONDS, code_at, new_secret
from workstation.errors import CredentialError
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge, SecurityKey
from workstation.keeper.offline import KEY_NAME, SEALED_NAME, OfflineVerifier
from workstation.keeper.ports import CodeVerdict

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = new_secret()
STEP = timedelta(seconds=STEP_SECONDS)


def code(at: datetime) -> str:
    return code_at(SECRET, step(at))


def step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def said_by_store(at: datetime, team: str = "cards") -> CodeVerdict:
    return CodeVerdict(accepted=True, reason="ok", agent="Ana", team=team, secret=SECRET, step=step(at))


@pytest.fixture
def vault() -> FakeVault:
    return FakeVault()


@pytest.fixture
def verifier(vault: FakeVault) -> OfflineVerifier:
    verifier = OfflineVerifier(vault, is_password)
    verifier.remember(said_by_store(NOON), NOON)
    return verifier


def test_an_agent_who_signed_in_here_is_verified_offline(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    verdict = verifier.verify("Ana", code(later), later)
    assert (verdict.accepted, verdict.reason, verdict.agent, verdict.team) == (True, "ok", "Ana", "cards")
    assert verdict.step == step(later)


def test_a_code_works_once(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    assert verifier.verify("Ana", code(later), later).accepted
    assert verifier.verify("Ana", code(later), later).reason == "code_used"


def test_the_code_that_the_store_took_does_not_work_again(verifier: OfflineVerifier) -> None:
    assert verifier.verify("Ana", code(NOON), NOON).reason == "code_used"


def test_an_older_code_does_not_work_after_a_newer_one(verifier: OfflineVerifier) -> None:
    later = NOON + 2 * STEP
    assert verifier.verify("Ana", code(later), later).accepted
    assert verifier.verify("Ana", code(later - STEP), later).reason == "code_used"


def test_a_used_code_stays_used_after_a_restart(verifier: OfflineVerifier, vault: FakeVault) -> None:
    later = NOON + STEP
    assert verifier.verify("Ana", code(later), later).accepted
    again = OfflineVerifier(vault, is_password)
    assert again.verify("Ana", code(later), later).reason == "code_used"
    assert again.verify("Ana", code(later + STEP), later + STEP).accepted


def test_a_wrong_code_is_refused(verifier: OfflineVerifier) -> None:
    wrong = code(NOON + 10 * STEP)
    assert verifier.verify("Ana", wrong, NOON + STEP) == CodeVerdict(accepted=False, reason="wrong_code")


def test_after_five_wrong_codes_even_the_right_one_waits(verifier: OfflineVerifier, vault: FakeVault) -> None:
    later = NOON + STEP
    for _ in range(5):
        assert verifier.verify("Ana", code(NOON + 10 * STEP), later).reason == "wrong_code"
    again = OfflineVerifier(vault, is_password)
    assert again.verify("Ana", code(later), later).reason == "locked_out"
    waited = later + STEP
    assert again.verify("Ana", code(waited), waited).accepted
    assert again.verify("Ana", code(NOON + 10 * STEP), waited).reason == "wrong_code"


def test_who_never_signed_in_here_is_not_known(verifier: OfflineVerifier) -> None:
    assert verifier.verify("Ben", code(NOON + STEP), NOON + STEP).reason == "not_signed_in_here"


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (timedelta(days=7), "ok"),
        (timedelta(days=7, seconds=STEP_SECONDS), "not_signed_in_here"),
        (-timedelta(minutes=6), "not_signed_in_here"),
    ],
)
def test_the_memory_lasts_seven_days_and_no_clock_wound_back_renews_it(
    verifier: OfflineVerifier, away: timedelta, reason: str
) -> None:
    assert verifier.verify("Ana", code(NOON + away), NOON + away).reason == reason


def test_offline_use_does_not_renew_the_memory(verifier: OfflineVerifier) -> None:
    sixth, eighth = NOON + timedelta(days=6), NOON + timedelta(days=8)
    assert verifier.verify("Ana", code(sixth), sixth).accepted
    assert verifier.verify("Ana", code(eighth), eighth).reason == "not_signed_in_here"


def test_a_new_sign_in_renews_the_memory_and_keeps_used_codes_used(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    assert verifier.verify("Ana", code(later), later).accepted
    assert verifier.remember(said_by_store(later + STEP, team="returns"), later + STEP).accepted
    assert verifier.verify("Ana", code(later), later).reason == "code_used"
    assert verifier.verify("Ana", code(later + 2 * STEP), later + 2 * STEP).team == "returns"


def test_a_code_used_offline_does_not_work_at_the_store_that_came_back(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    assert verifier.verify("Ana", code(later), later).judge == "offline"
    assert verifier.remember(said_by_store(later), later) == CodeVerdict(accepted=False, reason="code_used")


def test_a_code_of_a_new_secret_is_the_stores_to_judge_whatever_codes_of_the_one_before_were_used(
    verifier: OfflineVerifier,
) -> None:
    later, renewed = NOON + STEP, new_secret()
    assert verifier.verify("Ana", code(later), later).accepted
    by_another = replace(said_by_store(NOON), secret=renewed)
    assert verifier.remember(by_another, later).accepted
    assert verifier.verify("Ana", code_at(renewed, step(NOON)), later).reason == "code_used"
    assert verifier.verify("Ana", code_at(renewed, step(later)), later).accepted


def test_secrets_are_sealed(verifier: OfflineVerifier, vault: FakeVault) -> None:
    assert verifier is not None
    kept = vault.get(SEALED_NAME)
    assert kept is not None
    assert SECRET.encode() not in kept
    assert b"Ana" not in kept
    assert SECRET not in repr(verifier.__dict__)


def test_a_code_whose_use_cannot_be_kept_is_not_accepted(verifier: OfflineVerifier, vault: FakeVault) -> None:
    later = NOON + STEP
    vault.full = True
    with pytest.raises(CredentialError, match="cannot be kept"):
        verifier.verify("Ana", code(later), later)
    with pytest.raises(CredentialError, match="cannot be kept"):
        verifier.remember(said_by_store(later), later)
    vault.full = False
    assert verifier.verify("Ana", code(later), later).accepted


@pytest.mark.parametrize("name", [KEY_NAME, SEALED_NAME])
def test_what_was_changed_in_the_vault_does_not_open(verifier: OfflineVerifier, vault: FakeVault, name: str) -> None:
    assert verifier is not None
    vault.put(name, bytes(32))
    with pytest.raises(CredentialError):
        OfflineVerifier(vault, is_password)


PASSWORD, OTHER = "blue kite over manila", "seven green umbrellas"
PHC = hash_password(PASSWORD)


def said_of_both(at: datetime) -> CodeVerdict:
    return replace(said_by_store(at), password_hash=PHC)


@pytest.fixture
def of_both(vault: FakeVault) -> OfflineVerifier:
    verifier = OfflineVerifier(vault, is_password)
    verifier.remember(said_of_both(NOON), NOON)
    return verifier


def test_code_and_password_are_verified_together_offline(of_both: OfflineVerifier) -> None:
    later = NOON + STEP
    assert of_both.verify("Ana", code(later), later, PASSWORD).accepted


def test_every_way_to_fail_offline_gets_the_same_answer(of_both: OfflineVerifier) -> None:
    later = NOON + STEP
    wrong = code(NOON + 10 * STEP)
    offers = [(code(later), OTHER), (wrong, PASSWORD), (code(NOON), PASSWORD), (code(later), "")]
    refused = CodeVerdict(accepted=False, reason="wrong_code")
    assert [of_both.verify("Ana", each, later, password) for each, password in offers] == [refused] * 4
    assert of_both.verify("Ana", code(later), later, PASSWORD).accepted


def test_a_password_is_checked_whether_the_code_is_right_or_not(vault: FakeVault) -> None:
    checked: list[str] = []

    def is_right(password: str, phc: str) -> bool:
        checked.append(password)
        return is_password(password, phc)

    verifier = OfflineVerifier(vault, is_right)
    verifier.remember(said_of_both(NOON), NOON)
    verifier.verify("Ana", code(NOON + 10 * STEP), NOON + STEP, OTHER)
    verifier.verify("Ana", code(NOON + STEP), NOON + STEP, OTHER)
    assert checked == [OTHER, OTHER]


def test_whose_password_the_store_never_took_here_is_asked_to_find_the_store(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    assert verifier.verify("Ana", code(later), later, PASSWORD).reason == "not_signed_in_here"
    assert verifier.verify("Ana", code(later), later).accepted


def test_a_code_alone_renews_the_code_and_not_the_password(of_both: OfflineVerifier) -> None:
    sixth, eighth = NOON + timedelta(days=6), NOON + timedelta(days=8)
    of_both.remember(said_by_store(sixth), sixth)
    later = sixth + STEP
    assert of_both.verify("Ana", code(later), later, PASSWORD).accepted
    assert of_both.verify("Ana", code(eighth), eighth, PASSWORD).reason == "not_signed_in_here"
    assert of_both.verify("Ana", code(eighth), eighth).accepted


def test_wrong_codes_and_passwords_are_counted_together_over_restarts(
    of_both: OfflineVerifier, vault: FakeVault
) -> None:
    later = NOON + STEP
    for number in range(5):
        guess = (code(later), OTHER) if number % 2 else (code(NOON + 10 * STEP), PASSWORD)
        assert of_both.verify("Ana", guess[0], later, guess[1]).reason == "wrong_code"
    again = OfflineVerifier(vault, is_password)
    assert again.verify("Ana", code(later), later, PASSWORD).reason == "locked_out"
    assert again.verify("Ana", code(later), later).reason == "locked_out"


def test_a_code_used_offline_beside_a_password_is_a_wrong_code_at_the_store_that_came_back(
    of_both: OfflineVerifier,
) -> None:
    later = NOON + STEP
    assert of_both.verify("Ana", code(later), later, PASSWORD).accepted
    assert of_both.remember(said_of_both(later), later).reason == "wrong_code"


def test_what_a_password_is_kept_as_is_sealed(of_both: OfflineVerifier, vault: FakeVault) -> None:
    kept = vault.get(SEALED_NAME)
    assert kept is not None
    assert b"argon2id" not in kept
    assert PHC not in repr(of_both.__dict__)


def test_agents_without_a_password_are_kept_as_earlier_versions_kept_them(
    verifier: OfflineVerifier, vault: FakeVault
) -> None:
    assert verifier is not None
    opened = unseal(vault.get(KEY_NAME) or b"", SEALED_NAME, vault.get(SEALED_NAME) or b"")
    assert set(msgspec.msgpack.decode(opened)["Ana"]) == {"team", "secret", "verified_at", "last_step"}


def test_an_agent_who_is_forgotten_is_so_after_a_restart_and_until_the_store_says_otherwise(
    vault: FakeVault, verifier: OfflineVerifier
) -> None:
    later = NOON + STEP
    verifier.forget("Ana")
    verifier.forget("Nobody")
    for each in (verifier, OfflineVerifier(vault, is_password)):
        assert each.verify("Ana", code(later), later).reason == "not_signed_in_here"
    verifier.remember(said_by_store(later), later, verifier.forgotten().get("Ana", 0))
    assert verifier.verify("Ana", code(later + STEP), later + STEP).accepted


def test_who_is_forgotten_while_the_store_is_asked_is_not_remembered(verifier: OfflineVerifier) -> None:
    later = NOON + STEP
    before = verifier.forgotten().get("Ana", 0)
    verifier.forget("Ana")
    assert verifier.remember(said_by_store(later), later, before).reason == "too_late"
    assert verifier.verify("Ana", code(later), later).reason == "not_signed_in_here"


KEY = FakeSecurityKey()
TAKEN = os.urandom(32)
KNOWN = registered(TAKEN, *make_secret(KEY, "Ana", TAKEN, "2580"))


def said_by_key(at: datetime, key: SecurityKey = KNOWN) -> CodeVerdict:
    """Return what the store says of a key that it took; the agent never used a code."""
    return replace(said_by_store(at), step=-1, key=key)


def answered(at: datetime, key: FakeSecurityKey = KEY) -> KeyAnswer:
    challenge = KeyChallenge(seat_id="seat", made=at, nonce=os.urandom(32))
    return KeyAnswer(challenge=challenge, assertion=answer(key, "Ana", challenge.bound, "2580"))


@pytest.fixture
def of_key(vault: FakeVault) -> OfflineVerifier:
    verifier = OfflineVerifier(vault, is_password)
    assert verifier.remember(said_by_key(NOON), NOON).accepted
    return verifier


def test_a_key_that_the_store_took_here_is_verified_offline_and_its_counter_is_kept(
    of_key: OfflineVerifier, vault: FakeVault
) -> None:
    early, late = answered(NOON + STEP), answered(NOON + STEP)
    verdict = of_key.verify("Ana", "", NOON + STEP, None, late)
    assert (verdict.accepted, verdict.judge, verdict.team) == (True, "offline", "cards")
    assert verdict.key
    assert verdict.key.counter > KNOWN.counter
    again = OfflineVerifier(vault, is_password)
    for said in (early, late):
        assert again.verify("Ana", "", NOON + STEP, None, said).reason == "wrong_code"


def test_a_key_is_judged_offline_for_seven_days_after_the_store_took_it(of_key: OfflineVerifier) -> None:
    eighth = NOON + timedelta(days=8)
    assert of_key.verify("Ana", "", eighth, None, answered(eighth)).reason == "not_signed_in_here"
    of_key.remember(said_by_store(eighth), eighth)
    assert of_key.verify("Ana", "", eighth, None, answered(eighth)).reason == "not_signed_in_here"
    of_key.remember(said_by_key(eighth, replace_counter(KNOWN, KNOWN.counter + 1)), eighth)
    assert of_key.verify("Ana", "", eighth, None, answered(eighth)).accepted


def test_who_came_in_by_a_code_is_not_known_by_a_key_and_another_key_is_refused(
    verifier: OfflineVerifier, of_key: OfflineVerifier
) -> None:
    assert verifier.verify("Ana", "", NOON, None, answered(NOON)).reason == "not_signed_in_here"
    make_secret(other := FakeSecurityKey(), "Ana", TAKEN, "2580")
    assert of_key.verify("Ana", "", NOON, None, answered(NOON, other)).reason == "wrong_code"


def test_who_came_in_by_a_key_is_known_by_a_code_as_well_and_each_code_still_counts_once(
    of_key: OfflineVerifier,
) -> None:
    assert of_key.verify("Ana", code(NOON), NOON).accepted
    assert of_key.remember(said_by_key(NOON, replace_counter(KNOWN, 4000)), NOON).accepted
    assert of_key.verify("Ana", code(NOON), NOON).reason == "code_used"


def replace_counter(key: SecurityKey, counter: int) -> SecurityKey:
    return msgspec.structs.replace(key, counter=counter)


def test_guesses_by_key_are_counted_and_a_password_beside_it_must_be_right(vault: FakeVault) -> None:
    verifier = OfflineVerifier(vault, is_password)
    verifier.remember(replace(said_by_key(NOON), password_hash=PHC), NOON)
    assert verifier.verify("Ana", "", NOON, PASSWORD, answered(NOON)).accepted
    elsewhere = KeyChallenge(seat_id="another", made=NOON, nonce=bytes(32))
    for number in range(5):
        wrong = KeyAnswer(challenge=elsewhere, assertion=answered(NOON).assertion)
        said = (OTHER, answered(NOON)) if number % 2 else (PASSWORD, wrong)
        assert verifier.verify("Ana", "", NOON, *said).reason == "wrong_code"
    assert verifier.verify("Ana", "", NOON, PASSWORD, answered(NOON)).reason == "locked_out"


def test_an_answer_that_was_used_here_is_a_wrong_code_from_the_store_that_came_back(of_key: OfflineVerifier) -> None:
    used = of_key.verify("Ana", "", NOON, None, answered(NOON))
    assert used.key
    assert of_key.remember(said_by_key(NOON, used.key), NOON).reason == "wrong_code"


def test_who_is_forgotten_is_known_by_no_key(of_key: OfflineVerifier) -> None:
    of_key.forget("Ana")
    for agent in ("Ana", ""):
        assert of_key.verify(agent, "", NOON, None, answered(NOON)).reason == "not_signed_in_here"


def test_a_key_that_the_store_took_here_says_offline_whose_it_is_and_no_other_does(of_key: OfflineVerifier) -> None:
    ben, bens = replace(said_by_store(NOON), agent="Ben"), FakeSecurityKey()
    known = registered(TAKEN, *make_secret(bens, "Ana", TAKEN, "2580"))  # whatever the key calls its user
    of_key.remember(replace(ben, step=-1, key=known), NOON)
    for key, agent in ((KEY, "Ana"), (bens, "Ben")):
        verdict = of_key.verify("", "", NOON, None, answered(NOON, key))
        assert (verdict.accepted, verdict.agent, verdict.judge) == (True, agent, "offline")
    make_secret(stranger := FakeSecurityKey(), "Ana", TAKEN, "2580")
    eighth = NOON + timedelta(days=8)
    late = answered(eighth)
    elsewhere = KeyChallenge(seat_id="another", made=eighth, nonce=bytes(32))
    for at, said in (
        (NOON, answered(NOON, stranger)),
        (NOON, KeyAnswer(challenge=elsewhere, assertion=late.assertion)),
        (eighth, late),
    ):
        assert of_key.verify("", "", at, None, said).reason == "not_signed_in_here"


def test_keys_of_nobody_make_nobody_wait_offline_and_wrong_passwords_with_a_right_key_do(vault: FakeVault) -> None:
    verifier = OfflineVerifier(vault, is_password)
    verifier.remember(replace(said_by_key(NOON), password_hash=PHC), NOON)
    make_secret(stranger := FakeSecurityKey(), "Ana", TAKEN, "2580")
    for _ in range(11):
        assert verifier.verify("", "", NOON, OTHER, answered(NOON, stranger)).reason == "not_signed_in_here"
    assert verifier.verify("", "", NOON, PASSWORD, answered(NOON)).accepted
    for _ in range(5):
        assert verifier.verify("", "", NOON, OTHER, answered(NOON)).reason == "wrong_code"
    assert verifier.verify("", "", NOON, PASSWORD, answered(NOON)).reason == "locked_out"
