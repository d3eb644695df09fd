"""From where the store sees whoever asks: the connection's other end, and a proxy's word only where it is trusted."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.fakes.vault import FakeVault
from workstation.auditstore.backchannel import REFUSED
from workstation.auditstore.openidlogouts import PATH
from workstation.auditstore.seenfrom import seen_from
from workstation.errors import StoreRefusedError
from workstation.keeper.enrolment import enrol
from workstation.keeper.storeclient import HttpsStore
from workstation.record.exchange import SEEN_FROM

PROXY, OTHER_PROXY, SEAT, LIE = "192.0.2.10", "2001:db8::10", "198.51.100.7", "203.0.113.5"
TRUSTED = (PROXY, OTHER_PROXY)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "seen"),
    [
        (SEAT, [], (), SEAT),
        (SEAT, [LIE], (), SEAT),
        (SEAT, [LIE], TRUSTED, SEAT),
        (PROXY, [SEAT], TRUSTED, SEAT),
        (PROXY, [f"{LIE}, {SEAT}"], TRUSTED, SEAT),
        (PROXY, [LIE, SEAT], TRUSTED, SEAT),
        (PROXY, [f"{SEAT}, {OTHER_PROXY}"], TRUSTED, SEAT),
        (OTHER_PROXY, [f"{LIE},{SEAT},{PROXY}"], TRUSTED, SEAT),
        (f"::ffff:{PROXY}", [f"::ffff:{SEAT}"], TRUSTED, SEAT),
        ("fe80::1%eth0", [], (), "fe80::1"),
        (PROXY, [], TRUSTED, ""),
        (PROXY, ["unknown"], TRUSTED, ""),
        (PROXY, [f"{LIE}, _hidden"], TRUSTED, ""),
        (PROXY, [f"{LIE}, {SEAT}:4711"], TRUSTED, ""),
        (PROXY, [PROXY], TRUSTED, ""),
        ("", [LIE], TRUSTED, ""),
    ],
)
def test_only_what_trusted_proxies_wrote_counts(
    peer: str, forwarded: list[str], trusted: tuple[str, ...], seen: str
) -> None:
    assert seen_from(peer, forwarded, trusted) == seen


@given(forwarded=st.lists(st.text(max_size=60), max_size=3))
def test_no_header_moves_who_comes_without_a_proxy(forwarded: list[str]) -> None:
    assert seen_from(SEAT, forwarded, TRUSTED) == SEAT


@given(lies=st.lists(st.sampled_from([LIE, PROXY, OTHER_PROXY, "", "x", f"{LIE},{PROXY}"]), max_size=40))
def test_nothing_that_a_client_writes_moves_it_behind_a_proxy(lies: list[str]) -> None:
    assert seen_from(PROXY, [*lies, f"{SEAT}, {OTHER_PROXY}"], TRUSTED) == SEAT


def answered(store: StoreProcess, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(ca_cert_data=store.authority, retries=False) as pool:
        return pool.request("GET", store.url + path, headers=headers)


def test_every_answer_tells_it_and_a_header_of_whoever_asks_changes_nothing(store: StoreProcess) -> None:
    for path in ("/v1/health", "/v1/entries", "/nothing"):
        answer = answered(store, path, **{"X-Forwarded-For": LIE})
        assert answer.headers.getlist(SEEN_FROM) == ["127.0.0.1"]


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[StoreProcess]:
    with running_store(tmp_path, options=("--trusted-proxy", "127.0.0.1")) as running:
        yield running


def test_a_store_behind_a_trusted_proxy_tells_what_that_says(proxied: StoreProcess) -> None:
    assert answered(proxied, "/v1/health", **{"X-Forwarded-For": f"{LIE}, {SEAT}"}).headers[SEEN_FROM] == SEAT
    assert SEEN_FROM not in answered(proxied, "/v1/health").headers


def test_a_store_behind_a_trusted_proxy_counts_what_does_not_count_by_who_brought_it(proxied: StoreProcess) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with urllib3.PoolManager(ca_cert_data=proxied.authority, retries=False) as pool:

        def brings(forwarded: str) -> int:
            headers = {**kind, "X-Forwarded-For": forwarded}
            return pool.request("POST", proxied.url + PATH, body=b"logout_token=a.b.c", headers=headers).status

        assert {brings(f"192.0.2.{number}, {SEAT}") for number in range(REFUSED)} == {400}
        assert brings(SEAT) == 429
        assert brings(LIE) == 400


def test_a_trusted_proxy_is_named_by_its_address(tmp_path: Path) -> None:
    command = [*DESKWARDEN, "store", "serve", "--dir", str(tmp_path), "--port", "0", "--trusted-proxy", "proxy.example"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 2
    assert "proxy.example is no address" in " ".join(said.stderr.split())


def test_the_keepers_client_hears_it_with_every_answer_also_a_refusal_and_a_stream(store: StoreProcess) -> None:
    heard: list[tuple[str, str]] = []
    enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
    with closing(HttpsStore(enrolment, saw=lambda seen, own: heard.append((seen, own)))) as client:
        client.receipt(enrolment.seat_id(1))
        assert heard == [("127.0.0.1", "127.0.0.1")]
        with pytest.raises(StoreRefusedError):
            client.receipt("00000000-0000-4000-8000-000000000009/1")
        assert len(heard) == 2
        next(client.directives(None))
        assert len(heard) == 4, "once as the stream began, once as something came"
        assert set(heard) == {("127.0.0.1", "127.0.0.1")}
