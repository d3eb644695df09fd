"""What every audit store promises to the keeper: the real one over TLS, and the one in memory."""

# SPDX-License-Identifier: Apache-2.0

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace

from tests.auditstore.storeprocess import StoreProcess, running_store
from tests.fakes.securitykey import FakeSecurityKey
from tests.fakes.store import FakeStore
from tests.fakes.vault import FakeVault
from tests.samples import COPY, SHOWN, chain_of
from workstation.credentials.keytouch import answer, make_secret
from workstation.credentials.password import hash_password, is_password
from workstation.credentials.securitykey import registered
from workstation.credentials.totp import code_at, new_secret
from workstation.errors import StoreRefusedError
from workstation.facts.keyanswer import KeyAnswer, KeyChallenge, SecurityKey
from workstation.keeper.enrolment import enrol
from workstation.keeper.ports import Store
from workstation.keeper.storeclient import HttpsStore
from workstation.record.merkle import TreeHead, check_consistency
from workstation.record.receipt import verify_receipt

DEVICE = "00000000-0000-4000-8000-000000000001"
PASSWORD, PIN = "blue kite over manila", "2580"
OTHER = "00000000-0000-4000-8000-000000000002"


def given_to(agent: str, key: FakeSecurityKey) -> SecurityKey:
    """Have the key make a secret for an agent, and return what a store keeps of that."""
    challenge = os.urandom(32)
    return registered(challenge, *make_secret(key, agent, challenge, PIN))


@dataclass(kw_only=True)
class Bench:
    """A store, the seat that ships to it, the key of its receipts, and an agent's secret."""

    store: Store
    recovery: str
    seat_id: str
    key: Ed25519PublicKey
    agent: str
    secret: str
    security_key: FakeSecurityKey


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture(params=["https", "memory"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "memory":
        store, secret = FakeStore(DEVICE), new_secret()
        store.agents["Ana"] = ("cards", secret)
        store.recovery["Ana"] = {recovery := "ABCD-2345-EFGH", "JKMN-6789-PQRS"}
        store.passwords["Ana"] = hash_password(PASSWORD)
        store.security_keys["Ana"] = given_to("Ana", key := FakeSecurityKey())
        yield Bench(
            store=store,
            recovery=recovery,
            seat_id=f"{DEVICE}/1",
            key=store.receipt_key,
            agent="Ana",
            secret=secret,
            security_key=key,
        )
        return
    process: StoreProcess = request.getfixturevalue("process")
    enrolment = enrol(process.parts.directory.invite("cards", trial=True), process.url, FakeVault())
    agent = f"Ana of {enrolment.device}"
    secret = process.parts.agents.add(agent, "cards")
    recovery = process.parts.recoveries.renew(agent)[0]
    process.parts.passwords.change(agent, PASSWORD)
    process.parts.security_keys.add(agent, "", given_to(agent, key := FakeSecurityKey()))
    client = HttpsStore(enrolment)
    yield Bench(
        store=client,
        recovery=recovery,
        seat_id=enrolment.seat_id(1),
        key=enrolment.receipt_key,
        agent=agent,
        secret=secret,
        security_key=key,
    )
    client.close()


def test_a_receipt_covers_what_was_shipped(bench: Bench) -> None:
    entries = chain_of(bench.seat_id, SHOWN, COPY)
    assert bench.store.receipt(bench.seat_id) is None
    body = verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries))
    assert (body.seat_id, body.seq, body.chain) == (bench.seat_id, 2, entries[1].chain)
    latest = bench.store.receipt(bench.seat_id)
    assert latest is not None
    assert verify_receipt(bench.key, latest).chain == entries[1].chain


def test_sending_again_with_more_is_harmless(bench: Bench) -> None:
    entries = chain_of(bench.seat_id, SHOWN, COPY, SHOWN)
    bench.store.ship(bench.seat_id, entries[:2])
    assert verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries)).seq == 3
    assert verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries[:1])).seq == 3


def test_a_gap_or_a_different_entry_is_refused(bench: Bench) -> None:
    entries = chain_of(bench.seat_id, SHOWN, COPY, SHOWN)
    bench.store.ship(bench.seat_id, entries[:1])
    for wrong in (entries[2:], chain_of(bench.seat_id, COPY)):
        with pytest.raises(StoreRefusedError, match="refused"):
            bench.store.ship(bench.seat_id, wrong)
    assert verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries)).seq == 3


def test_every_receipt_proves_that_the_log_continues_the_earlier_one(bench: Bench) -> None:
    known = TreeHead()
    other = bench.seat_id.replace("/1", "/2")
    for seat_id, entries in ((bench.seat_id, chain_of(bench.seat_id, SHOWN, COPY)), (other, chain_of(other, SHOWN))):
        for many in (1, len(entries)):
            receipt = bench.store.ship(seat_id, entries[:many], known.size)
            head = verify_receipt(bench.key, receipt).tree
            check_consistency(known, head, receipt.proof)
            known = head
    latest = bench.store.receipt(bench.seat_id, known.size)
    assert latest is not None
    check_consistency(known, verify_receipt(bench.key, latest).tree, latest.proof)


def test_a_notice_is_news_once_and_advances_nothing(bench: Bench) -> None:
    entries = chain_of(bench.seat_id, SHOWN, COPY, SHOWN, COPY)
    bench.store.ship(bench.seat_id, entries[:1])
    assert [bench.store.notice(bench.seat_id, entries[at]) for at in (3, 1, 3, 1)] == [True, True, False, False]
    latest = bench.store.receipt(bench.seat_id)
    assert latest is not None
    body = verify_receipt(bench.key, latest)
    assert (body.seq, body.tree_size) == (
        1,
        verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries[:1])).tree_size,
    )
    assert verify_receipt(bench.key, bench.store.ship(bench.seat_id, entries)).seq == 4
    assert not bench.store.notice(bench.seat_id, entries[3])


def test_a_notice_of_another_entry_than_was_told_of_is_refused(bench: Bench) -> None:
    first, second = chain_of(bench.seat_id, COPY), chain_of(bench.seat_id, COPY)
    bench.store.notice(bench.seat_id, first[0])
    with pytest.raises(StoreRefusedError, match="a notice told of a different entry before"):
        bench.store.notice(bench.seat_id, second[0])


def test_the_seat_of_another_device_is_refused(bench: Bench) -> None:
    for send in (bench.store.ship, lambda seat_id, entries: bench.store.notice(seat_id, entries[0])):
        with pytest.raises(StoreRefusedError, match="not one of this device"):
            send(f"{OTHER}/1", chain_of(f"{OTHER}/1", COPY))


def test_a_code_is_accepted_once(bench: Bench) -> None:
    code = code_at(bench.secret, int(datetime.now(UTC).timestamp()) // 30)
    first = bench.store.verify_code(bench.seat_id, bench.agent, code)
    assert (first.accepted, first.reason, first.agent, first.team) == (True, "ok", bench.agent, "cards")
    assert code_at(first.secret, first.step) == code
    again = bench.store.verify_code(bench.seat_id, bench.agent, code)
    assert (again.accepted, again.reason, again.agent, again.secret) == (False, "code_used", "", "")


def test_a_password_that_is_asked_for_must_be_right_too_and_no_answer_tells_what_was_wrong(bench: Bench) -> None:
    code = code_at(bench.secret, int(datetime.now(UTC).timestamp()) // 30)
    wrong = [
        bench.store.verify_code(bench.seat_id, bench.agent, code, "seven green umbrellas"),
        bench.store.verify_code(bench.seat_id, bench.agent, code, ""),
        bench.store.verify_code(bench.seat_id, bench.agent, "12 456", PASSWORD),
        bench.store.verify_code(bench.seat_id, "nobody", code, PASSWORD),
    ]
    right = bench.store.verify_code(bench.seat_id, bench.agent, code, PASSWORD)
    again = bench.store.verify_code(bench.seat_id, bench.agent, code, PASSWORD)
    assert {(each.accepted, each.reason, each.password_hash) for each in (*wrong, again)} == {(False, "wrong_code", "")}
    assert (right.accepted, is_password(PASSWORD, right.password_hash)) == (True, True)


def test_what_a_security_key_answered_counts_once_in_place_of_a_code_and_tells_what_to_keep(bench: Bench) -> None:
    challenge = KeyChallenge(seat_id=bench.seat_id, made=datetime.now(UTC), nonce=os.urandom(32))
    assertion = answer(bench.security_key, bench.agent, challenge.bound, PIN)
    said = KeyAnswer(challenge=challenge, assertion=assertion)
    for agent, password in (("nobody", None), (bench.agent, "seven green umbrellas")):
        assert bench.store.verify_code(bench.seat_id, agent, "", password, said).reason == "wrong_code"
    verdict = bench.store.verify_code(bench.seat_id, bench.agent, "", PASSWORD, said)
    assert (verdict.accepted, verdict.agent, verdict.secret, verdict.step) == (True, bench.agent, bench.secret, -1)
    assert verdict.key
    assert (verdict.key.credential_id, verdict.key.counter) == (assertion.credential_id, 2)
    again = bench.store.verify_code(bench.seat_id, bench.agent, "", None, said)
    assert (again.accepted, again.reason, again.key) == (False, "wrong_code", None)


def test_a_security_key_says_whose_it_is_where_nobody_is_named(bench: Bench) -> None:
    challenge = KeyChallenge(seat_id=bench.seat_id, made=datetime.now(UTC), nonce=os.urandom(32))
    said = KeyAnswer(challenge=challenge, assertion=answer(bench.security_key, "", challenge.bound, PIN))
    forged = KeyAnswer(challenge=challenge, assertion=replace(said.assertion, signature=b"no"))
    unknown = KeyAnswer(challenge=challenge, assertion=replace(said.assertion, credential_id=bytes(32)))
    for wrong, password in ((forged, None), (unknown, None), (unknown, PASSWORD), (said, "seven green umbrellas")):
        verdict = bench.store.verify_code(bench.seat_id, "", "", password, wrong)
        assert (verdict.accepted, verdict.reason, verdict.agent) == (False, "wrong_code", "")
    verdict = bench.store.verify_code(bench.seat_id, "", "", PASSWORD, said)
    assert (verdict.accepted, verdict.agent, verdict.secret) == (True, bench.agent, bench.secret)
    assert bench.store.verify_code(bench.seat_id, "", "", None, said).reason == "wrong_code"


def test_a_recovery_code_counts_once_and_brings_nothing_to_verify_offline_by(bench: Bench) -> None:
    verdict = bench.store.verify_code(bench.seat_id, bench.agent, bench.recovery)
    assert (verdict.accepted, verdict.agent, verdict.secret) == (True, bench.agent, "")
    assert verdict.recovery_left
    again = bench.store.verify_code(bench.seat_id, bench.agent, bench.recovery)
    assert (again.accepted, again.reason, again.recovery_left) == (False, "wrong_code", None)


def test_an_unknown_agent_is_a_wrong_code(bench: Bench) -> None:
    verdict = bench.store.verify_code(bench.seat_id, "nobody", "123456")
    assert (verdict.accepted, verdict.reason) == (False, "wrong_code")
