"""A device and its store: enrolled, entries shipped and receipted, codes taken once, over real TLS."""

# SPDX-License-Identifier: Apache-2.0

import http.client
import os
import ssl
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from tests.auditstore.storeprocess import StoreProcess
from tests.fakes.vault import FakeVault
from tests.samples import COPY, SHOWN, chain_of, entry_after
from workstation.auditstore.app import BODY_LIMIT, SMALL_LIMIT
from workstation.credentials.signedrequest import Request, sign_request
from workstation.credentials.totp import code_at, match_step
from workstation.errors import StoreError, StoreRefusedError
from workstation.facts.kinds import Kind
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.vault import FileVault
from workstation.record.chain import Head
from workstation.record.entry import (
    ENTRY_LIMIT,
    GENESIS,
    PAYLOAD_LIMIT,
    Entry,
    commit,
    link,
    parse_header,
    parse_payload,
)
from workstation.record.exchange import BATCH_LIMIT, notice_of, shipment_of
from workstation.record.feeditem import FeedItem, Page
from workstation.record.receipt import verify_receipt


def code_now(secret: str) -> str:
    return code_at(secret, int(datetime.now(UTC).timestamp()) // 30)


def entries_of(store: StoreProcess, query: str) -> tuple[FeedItem, ...]:
    token = store.parts.directory.add_reader("Kim")
    answer = ask(store, f"/v1/entries{query}", {"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    return msgspec.json.decode(answer.data, type=Page).entries


def ask(
    store: StoreProcess, path: str, headers: dict[str, str], body: bytes = b"", method: str = ""
) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(ca_cert_data=store.authority, retries=False) as pool:
        return pool.request(method or ("POST" if body else "GET"), store.url + path, headers=headers, body=body)


def signed(store: StoreProcess, enrolment: Enrolment, path: str, body: bytes) -> dict[str, str]:
    request = Request(method="POST", url=store.url + path, body=body)
    sign_request(enrolment.device_key, enrolment.device, request, datetime.now(UTC))
    return dict(request.headers)


def test_an_enrolled_device_has_a_certificate_that_names_it_and_its_team(
    store: StoreProcess, enrolment: Enrolment
) -> None:
    certificate = x509.load_pem_x509_certificate(enrolment.certificate.encode())
    certificate.verify_directly_issued_by(store.parts.identity.authority)
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    (team,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert (name.value, team.value) == (enrolment.device, "cards")
    assert certificate.public_key() == enrolment.device_key.public_key()
    assert enrolment.assurance == "trial"


def test_a_token_enrols_one_device_only(store: StoreProcess) -> None:
    token = store.parts.directory.invite("cards", trial=True)
    enrol(token, store.url, FakeVault())
    with pytest.raises(StoreError, match="unknown, used or expired"):
        enrol(token, store.url, FakeVault())


def test_shipped_entries_are_receipted_and_found(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    entries = chain_of(seat_id, SHOWN, COPY)
    receipt = client.ship(seat_id, entries)
    body = verify_receipt(store.parts.identity.receipt_key.public_key(), receipt)
    assert (body.seat_id, body.seq, body.chain) == (seat_id, 2, entries[-1].chain)
    found = entries_of(store, f"?seat={seat_id}")
    assert [(item.seq, item.body, item.agent, item.team) for item in found] == [
        (1, SHOWN, "J. Cruz", "cards"),
        (2, COPY, "J. Cruz", "cards"),
    ]
    assert found[0].store_seq < found[1].store_seq


def test_a_query_is_filtered_by_kind_and_number(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    client.ship(seat_id, chain_of(seat_id, SHOWN, COPY, SHOWN))
    everything = entries_of(store, f"?seat={seat_id}")
    assert [item.seq for item in entries_of(store, f"?seat={seat_id}&kind={Kind.COPY_BLOCKED}")] == [2]
    assert [item.seq for item in entries_of(store, f"?seat={seat_id}&after={everything[0].store_seq}&limit=1")] == [2]


def test_the_latest_receipt_can_be_asked_for(client: HttpsStore, enrolment: Enrolment, seat_id: str) -> None:
    assert client.receipt(seat_id) is None
    shipped = verify_receipt(enrolment.receipt_key, client.ship(seat_id, chain_of(seat_id, COPY)))
    receipt = client.receipt(seat_id)
    assert receipt is not None
    latest = verify_receipt(enrolment.receipt_key, receipt)
    assert (latest.seat_id, latest.seq, latest.chain, latest.tree) == (seat_id, 1, shipped.chain, shipped.tree)


def test_sending_twice_is_harmless(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    entries = chain_of(seat_id, SHOWN, COPY, SHOWN)
    client.ship(seat_id, entries[:2])
    client.ship(seat_id, entries)
    client.ship(seat_id, entries[1:2])
    assert [item.seq for item in entries_of(store, f"?seat={seat_id}")] == [1, 2, 3]


def test_a_different_entry_under_a_taken_number_is_refused_and_told_to_people(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    client.ship(seat_id, chain_of(seat_id, COPY))
    for _ in range(2):
        with pytest.raises(StoreError, match="a different entry was received before"):
            client.ship(seat_id, chain_of(seat_id, COPY))
    told = entries_of(store, f"?kind={Kind.CONTROL_FAILED}&limit=1000")
    assert [item.body.details["seq"] for item in told if item.body.details["seat_id"] == seat_id] == [1]


def test_a_gap_is_refused_whole(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    entries = chain_of(seat_id, SHOWN, COPY, SHOWN)
    with pytest.raises(StoreError, match="number 3 stands here"):
        client.ship(seat_id, (entries[0], entries[2]))
    assert client.receipt(seat_id) is None
    assert entries_of(store, f"?seat={seat_id}") == ()


def test_a_device_cannot_ship_or_ask_for_another_device(client: HttpsStore, store: StoreProcess) -> None:
    other = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault()).seat_id(1)
    with pytest.raises(StoreError, match="not one of this device"):
        client.ship(other, chain_of(other, COPY))
    with pytest.raises(StoreError, match="not one of this device"):
        client.receipt(other)
    with pytest.raises(StoreError, match="not one of this device"):
        client.verify_code(other, "J. Cruz", "000000")


def test_a_replayed_request_is_refused(store: StoreProcess, enrolment: Enrolment, seat_id: str) -> None:
    body = msgspec.msgpack.encode(shipment_of(enrolment.device_key, seat_id, chain_of(seat_id, COPY)))
    request = Request(method="POST", url=f"{store.url}/v1/entries", body=body)
    sign_request(enrolment.device_key, enrolment.device, request, datetime.now(UTC))
    assert ask(store, "/v1/entries", dict(request.headers), body).status == 200
    again = ask(store, "/v1/entries", dict(request.headers), body)
    assert (again.status, again.json()) == (401, {"error": "the request was received before"})


def test_a_notice_is_taken_from_the_device_that_signed_it_and_a_replay_is_refused(
    store: StoreProcess, enrolment: Enrolment, client: HttpsStore, seat_id: str
) -> None:
    largest_one = largest(Head(seat_id))
    assert client.notice(seat_id, largest_one)
    body = msgspec.msgpack.encode(notice_of(enrolment.device_key, seat_id, largest_one))
    headers = signed(store, enrolment, "/v1/notices", body)
    assert ask(store, "/v1/notices", {}, body).status == 401
    assert ask(store, "/v1/notices", headers, body).status == 200
    again = ask(store, "/v1/notices", headers, body)
    assert (again.status, again.json()) == (401, {"error": "the request was received before"})
    for wrong in (b"\x80", msgspec.msgpack.encode({"seat_id": seat_id}), body + b"\0"):
        answer = ask(store, "/v1/notices", signed(store, enrolment, "/v1/notices", wrong), wrong)
        assert (answer.status, list(answer.json())) == (400, ["error"])


def test_a_request_with_another_body_or_key_or_an_old_one_is_refused(
    store: StoreProcess, enrolment: Enrolment, seat_id: str
) -> None:
    body = msgspec.msgpack.encode(shipment_of(enrolment.device_key, seat_id, chain_of(seat_id, COPY)))
    now = datetime.now(UTC)

    def signed(key: Ed25519PrivateKey, at: datetime) -> dict[str, str]:
        request = Request(method="POST", url=f"{store.url}/v1/entries", body=body)
        sign_request(key, enrolment.device, request, at)
        return dict(request.headers)

    for headers, sent in (
        ({}, body),
        (signed(enrolment.device_key, now), body + b"\0"),
        (signed(Ed25519PrivateKey.generate(), now), body),
        (signed(enrolment.device_key, now - timedelta(minutes=6)), body),
        (signed(enrolment.device_key, now + timedelta(minutes=6)), body),
    ):
        assert ask(store, "/v1/entries", headers, sent).status == 401
    assert ask(store, "/v1/entries", signed(enrolment.device_key, now - timedelta(minutes=4)), body).status == 200


def test_a_code_is_taken_once_over_all_seats(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    secret = store.parts.agents.add(name, "cards")
    verdict = client.verify_code(seat_id, name, code := code_now(secret))
    assert (verdict.accepted, verdict.agent, verdict.team, verdict.secret) == (True, name, "cards", secret)
    assert verdict.step == match_step(secret, code, datetime.now(UTC))
    other = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
    elsewhere = HttpsStore(other)
    again = elsewhere.verify_code(other.seat_id(1), name, code)
    elsewhere.close()
    assert (again.accepted, again.reason, again.secret) == (False, "code_used", "")


def test_an_unknown_agent_is_a_wrong_code(store: StoreProcess, client: HttpsStore, seat_id: str) -> None:
    name = f"agent of {seat_id}"
    secret = store.parts.agents.add(name, "cards")
    wrong = "000000" if code_now(secret) != "000000" else "000001"
    assert client.verify_code(seat_id, name, wrong) == client.verify_code(seat_id, "nobody", wrong)
    assert client.verify_code(seat_id, name, "12 456").reason == "wrong_code"


def test_garbage_gets_a_clean_answer(store: StoreProcess) -> None:
    token = store.parts.directory.add_reader("Kim")
    reader = {"Authorization": f"Bearer {token}"}
    for path, headers, body, method, status in (
        ("/v1/nothing", {}, b"", "", 404),
        ("/v1/entries", {}, b"", "DELETE", 405),
        ("/v1/notices", {}, b"\xc1", "", 401),
        ("/v1/notices", {}, bytes(ENTRY_LIMIT + SMALL_LIMIT + 1), "", 413),
        ("/v1/enrolments", {}, b"\xc1", "", 400),
        ("/v1/enrolments", {}, b"\x81\xa1\xe4\x01", "", 400),
        ("/v1/enrolments", {}, bytes(5000), "", 413),
        ("/v1/entries", {}, b"", "", 401),
        ("/v1/entries", {"Authorization": f"Basic {token}"}, b"", "", 401),
        ("/v1/feed", {"Authorization": "Bearer wrong"}, b"", "", 401),
        ("/v1/entries?kind=nonsense", reader, b"", "", 400),
        ("/v1/entries?limit=1001", reader, b"", "", 400),
        ("/v1/entries?sort=desc", reader, b"", "", 400),
        ("/v1/feed", {**reader, "Last-Event-ID": "x"}, b"", "", 400),
    ):
        answer = ask(store, path, headers, body, method)
        assert (path, answer.status) == (path, status)
        assert list(answer.json()) == ["error"]
        assert b"Traceback" not in answer.data


@pytest.mark.parametrize(
    ("path", "field"),
    [("/v1/enrolments", "secret"), ("/v1/entries", "entries"), ("/v1/notices", "entry"), ("/v1/codes", "code")],
)
@pytest.mark.parametrize("kind", ["application/json", "application/msgpack"])
def test_a_body_nested_without_end_gets_a_clean_answer(
    store: StoreProcess, enrolment: Enrolment, path: str, field: str, kind: str
) -> None:
    deep = b"\x91" * 2000 + b"\xc0"
    for body in (deep, b"\x81" + msgspec.msgpack.encode(field) + deep, b"\x81" + deep + deep, b"[" * 2000):
        headers = {**signed(store, enrolment, path, body), "Content-Type": kind}
        answer = ask(store, path, headers, body)
        assert (answer.status, list(answer.json())) == (400, ["error"])
    assert ask(store, "/v1/health", {}).json() == {"status": "ok"}


def largest(head: Head) -> Entry:
    """Return the entry after `head` with as large a payload as one may have."""
    name = "x" * 10_000
    room = PAYLOAD_LIMIT - len(entry_after(head, COPY, agent=name).payload)
    return entry_after(head, COPY, agent=name + "x" * room)


def test_an_entry_that_is_too_large_is_refused_and_not_stored(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    entry = largest(Head(seat_id))
    payload = parse_payload(entry.payload)
    larger = msgspec.msgpack.encode(msgspec.structs.replace(payload, agent=payload.agent + "x"))
    header = msgspec.structs.replace(parse_header(entry.header), commitment=commit(entry.salt, larger))
    header_bytes = msgspec.msgpack.encode(header)
    forged = Entry(header=header_bytes, salt=entry.salt, payload=larger, chain=link(GENESIS, header_bytes))
    assert (len(entry.payload), len(forged.payload)) == (PAYLOAD_LIMIT, PAYLOAD_LIMIT + 1)
    with pytest.raises(StoreRefusedError, match="the request is not valid"):
        client.ship(seat_id, (forged,))
    assert entries_of(store, f"?seat={seat_id}") == ()
    client.ship(seat_id, (entry,))
    assert [item.seq for item in entries_of(store, f"?seat={seat_id}")] == [1]


def test_as_many_of_the_largest_entries_as_a_keeper_sends_at_once_are_taken(
    store: StoreProcess, client: HttpsStore, seat_id: str
) -> None:
    head, entries = Head(seat_id), []
    for _ in range(BATCH_LIMIT):
        entries.append(largest(head))
        head = Head(seat_id, head.seq + 1, entries[-1].chain)
    client.ship(seat_id, entries)
    assert len(entries_of(store, f"?seat={seat_id}&limit=1000")) == BATCH_LIMIT


def test_a_body_over_the_limit_is_refused_before_it_is_sent(store: StoreProcess) -> None:
    address = urlsplit(store.url)
    assert address.hostname is not None
    trusting = ssl.create_default_context(cadata=store.authority)
    connection = http.client.HTTPSConnection(address.hostname, address.port, context=trusting)
    with closing(connection):
        connection.putrequest("POST", "/v1/entries")
        connection.putheader("Content-Length", str(BODY_LIMIT + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_the_store_says_that_it_is_well(store: StoreProcess) -> None:
    assert ask(store, "/v1/health", {}).json() == {"status": "ok"}


WOUND = """
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tests.samples import COPY, SHOWN, chain_of
from workstation.keeper.enrolment import load_enrolment
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.vault import FileVault
from workstation.keeper.vault import FileVault
from workstation.record.receipt import verify_receipt
enrolment = load_enrolment(FileVault(Path(sys.argv[1])))
seat_id = enrolment.seat_id(1)
with closing(HttpsStore(enrolment)) as client:
    receipt = client.ship(seat_id, chain_of(seat_id, SHOWN, COPY))
    reason = client.verify_code(seat_id, "nobody", "123456").reason
    print(verify_receipt(enrolment.receipt_key, receipt).seq, reason, round(client.ahead / timedelta(minutes=1)))
"""


@pytest.mark.parametrize("days", [3650, -3650, -0.02])
def test_a_wound_clock_strands_nothing(store: StoreProcess, tmp_path: Path, days: float) -> None:
    enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path))
    done = subprocess.run(
        ["faketime", "-f", f"{days:+}d", sys.executable, "-c", WOUND, str(tmp_path)],
        env=os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    seq, reason, minutes = done.stdout.split()
    assert (seq, reason) == ("2", "wrong_code"), done.stderr
    assert abs(int(minutes) + days * 1440) <= 1
