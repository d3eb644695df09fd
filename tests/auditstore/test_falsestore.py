"""Stores that are away, broken, false or lying: one clear line each, and nothing told to them."""

# SPDX-License-Identifier: Apache-2.0

import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.auditstore.liar import lying
from tests.auditstore.storeprocess import StoreProcess
from tests.fakes.vault import FakeVault
from tests.samples import COPY, chain_of
from workstation.auditstore.identity import Identity, open_identity
from workstation.errors import StoreError, VaultError
from workstation.keeper.enrolment import NAME, Enrolment, enrol, load_enrolment
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.storehttp import ANSWER_LIMIT
from workstation.record.enrolmenttoken import EnrolmentToken
from workstation.record.exchange import CodeJudged, PasswordJudged, PasswordWanted
from workstation.record.receipt import Receipt


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    """Make another store's identity."""
    return open_identity(tmp_path_factory.mktemp("stranger") / "store")


def client_of(enrolment: Enrolment, url: str) -> "closing[HttpsStore]":
    return closing(HttpsStore(msgspec.structs.replace(enrolment, url=url)))


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (200, b"<html>Welcome!</html>", "the audit store answered nonsense"),
        (200, b"", "the audit store answered nonsense"),
        (200, b"\x92\xa1\xe4\xa1\xe4", "the audit store answered nonsense"),
        (200, bytes(ANSWER_LIMIT + 1), "the audit store answered nonsense"),
        (500, b"Traceback: secret", "the audit store failed (HTTP 500)"),
        (302, b"", "the audit store failed (HTTP 302)"),
        (404, b"Not here", "the audit store refused: it gave no reason"),
        (403, b'{"error":"not\\n you"}', "the audit store refused: not you"),
        (403, b'{"why":' + b"[" * 100_000, "the audit store refused: it gave no reason"),
    ],
)
def test_a_store_that_answers_nonsense_is_one_clear_line(
    store: StoreProcess, enrolment: Enrolment, tmp_path: Path, status: int, body: bytes, line: str
) -> None:
    seat_id = enrolment.seat_id(1)
    with lying(status, body, tmp_path, store.parts.identity) as liar, client_of(enrolment, liar.url) as client:
        for ask in (
            lambda: client.ship(seat_id, chain_of(seat_id, COPY)),
            lambda: client.receipt(seat_id),
            lambda: client.verify_code(seat_id, "Ana", "123456"),
        ):
            with pytest.raises(StoreError) as refused:
                ask()
            assert str(refused.value) == line


def test_a_store_that_says_no_in_a_word_of_tomorrow_says_no(
    store: StoreProcess, enrolment: Enrolment, tmp_path: Path
) -> None:
    answer = msgspec.msgpack.encode(CodeJudged(accepted=False, reason="agent_has_left"))
    with lying(200, answer, tmp_path, store.parts.identity) as later, client_of(enrolment, later.url) as client:
        verdict = client.verify_code(enrolment.seat_id(1), "Ana", "123456")
    assert (verdict.accepted, verdict.reason) == (False, "agent_has_left")


def test_a_change_of_password_is_waited_for_longer_than_anything_else(
    store: StoreProcess, enrolment: Enrolment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workstation.keeper.storehttp.DEADLINE_SECONDS", 1.0)
    answer, seat_id = msgspec.msgpack.encode(PasswordJudged(reason="ok")), enrolment.seat_id(1)
    wanted = PasswordWanted(
        seat_id=seat_id, agent="Ana", code="123456", password="old", new="seven green umbrellas", ends_elsewhere=True
    )
    with lying(200, answer, tmp_path, store.parts.identity) as slow, client_of(enrolment, slow.url) as client:
        slow.may_answer.clear()
        late = threading.Timer(2.0, slow.may_answer.set)
        late.start()
        assert client.change_password(wanted).reason == "ok"
        late.join()


def test_a_store_with_another_authority_is_told_nothing(
    stranger: Identity, enrolment: Enrolment, tmp_path: Path
) -> None:
    answer = msgspec.msgpack.encode(Receipt(body=b"", signature=b""))
    with lying(200, answer, tmp_path, stranger) as liar, client_of(enrolment, liar.url) as client:
        with pytest.raises(StoreError, match="does not show the certificate"):
            client.verify_code(enrolment.seat_id(1), "Ana", "123456")
        assert liar.heard == []


def test_a_store_that_is_away_is_one_clear_line(enrolment: Enrolment) -> None:
    with client_of(enrolment, "https://127.0.0.1:1") as client, pytest.raises(StoreError, match="cannot be reached"):
        client.receipt(enrolment.seat_id(1))


def test_a_token_is_not_told_to_a_store_that_it_does_not_pin(
    store: StoreProcess, stranger: Identity, tmp_path: Path
) -> None:
    vault, token = FakeVault(), store.parts.directory.invite("cards", trial=True)
    with lying(200, stranger.authority_pem.encode(), tmp_path, stranger) as liar:
        with pytest.raises(StoreError, match="not the store that made the token"):
            enrol(token, liar.url, vault)
        assert liar.heard == [b""]
    assert vault.get(NAME) is None


def test_the_right_certificate_alone_does_not_make_a_store(
    store: StoreProcess, stranger: Identity, tmp_path: Path
) -> None:
    token = store.parts.directory.invite("cards", trial=True)
    with lying(200, store.authority.encode(), tmp_path, stranger) as liar:
        with pytest.raises(StoreError, match="does not show the certificate"):
            enrol(token, liar.url, FakeVault())
        assert liar.heard == [b""]


@pytest.mark.parametrize("body", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_an_address_without_a_store_is_one_clear_line(stranger: Identity, tmp_path: Path, body: bytes) -> None:
    token = str(EnrolmentToken(secret="secret", pin=bytes(32)))
    with (
        lying(200, body, tmp_path, stranger) as liar,
        pytest.raises(StoreError, match="not that of an audit store"),
    ):
        enrol(token, liar.url, FakeVault())


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://127.0.0.1:8443", "is not an address"),
        ("nonsense", "is not an address"),
        ("https://[::1", "is not an address"),
        ("https://store.example/path", "is not an address"),
        ("https://127.0.0.1:1", "cannot be reached"),
        ("https://127.0.0.1:99999", "is not an address"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_clear_line(url: str, line: str) -> None:
    token = str(EnrolmentToken(secret="secret", pin=bytes(32)))
    with pytest.raises(StoreError, match=line):
        enrol(token, url, FakeVault())


@pytest.fixture
def vault(store: StoreProcess) -> FakeVault:
    vault = FakeVault()
    enrol(store.parts.directory.invite("cards", trial=True), store.url, vault)
    return vault


def test_an_enrolment_is_kept(store: StoreProcess, vault: FakeVault) -> None:
    kept = load_enrolment(vault)
    assert (kept.url, kept.authority, kept.team) == (store.url, store.authority, "cards")
    assert kept.receipt_key == store.parts.identity.receipt_key.public_key()
    assert kept.device_key_bytes.hex() not in repr(kept)


def test_a_device_is_enrolled_once(store: StoreProcess, vault: FakeVault) -> None:
    before = load_enrolment(vault)
    with pytest.raises(StoreError, match="enrolled already"):
        enrol(store.parts.directory.invite("cards", trial=True), store.url, vault)
    assert load_enrolment(vault) == before


def test_without_enrolment_there_is_a_clear_line() -> None:
    with pytest.raises(StoreError, match="not enrolled"):
        load_enrolment(FakeVault())


def test_a_damaged_enrolment_is_a_clear_line(vault: FakeVault) -> None:
    vault.put(NAME, b"\x81\xa1\xe4\x01")
    with pytest.raises(VaultError, match="damaged"):
        load_enrolment(vault)
