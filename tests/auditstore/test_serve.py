"""The store's process: alone at its folder, and what a kill at any moment leaves."""

# SPDX-License-Identifier: Apache-2.0

import stat
import subprocess
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest
import urllib3

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.fakes.ledger import FakeLedger
from tests.fakes.vault import FakeVault
from tests.samples import COPY
from workstation.alone import LOCK, Hold
from workstation.auditstore.storerecord import opened_store_record
from workstation.auditstore.verify import Witnesses, verify_record
from workstation.errors import AlreadyRunningError, StoreError
from workstation.keeper.enrolment import Enrolment, enrol
from workstation.keeper.ports import Subject
from workstation.keeper.storeclient import HttpsStore
from workstation.record.receipt import ReceiptBody, verify_receipt

KILLS = 5


def second(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DESKWARDEN, "store", "serve", *arguments], capture_output=True, text=True, check=False)


def test_a_second_store_on_the_folder_is_refused_in_one_line(store: StoreProcess) -> None:
    refused = second("--dir", str(store.folder), "--port", "0")
    assert refused.returncode == 3
    assert refused.stderr.startswith("deskwarden: a store serves this folder already.")
    assert len(refused.stderr.splitlines()) == 1
    assert (store.folder / "url").read_text() == store.url


@pytest.mark.sqlite
def test_a_folder_that_another_holds_is_refused_before_its_record_is_looked_at(tmp_path: Path) -> None:
    with Hold(tmp_path, AlreadyRunningError("nobody else")):
        refused = second("--dir", str(tmp_path), "--port", "0")
    assert refused.returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_a_port_that_is_taken_is_refused_in_one_line(store: StoreProcess, tmp_path: Path) -> None:
    port = store.url.rpartition(":")[2]
    refused = second("--dir", str(tmp_path / "other"), "--port", port)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"deskwarden: port {port} of 127.0.0.1 cannot be used.")
    assert len(refused.stderr.splitlines()) == 1


def test_only_its_owner_may_read_the_folder(store: StoreProcess) -> None:
    for path in (store.folder, *store.folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert (path.name, mode) == (path.name, 0o700 if path.is_dir() else 0o600)


def test_a_store_that_ends_takes_its_address_back(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        store.stop()
        assert not (tmp_path / "url").exists()


def test_a_store_ends_though_a_supervisor_follows_its_feed(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        token = store.parts.directory.add_reader("Kim")
        with urllib3.PoolManager(ca_cert_data=store.authority, retries=False) as pool:
            answer = pool.request(
                "GET", f"{store.url}/v1/feed", headers={"Authorization": f"Bearer {token}"}, preload_content=False
            )
            following = answer.read_chunked()
            assert next(following).startswith(b"id: 0")
            store.stop()
            assert b"".join(following).strip() in (b"", b": idle")
            answer.close()


class Acknowledged:
    """Ships without end and keeps its own list of what was receipted."""

    def __init__(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment
        self._seat_id = enrolment.seat_id(1)
        self._ledger = FakeLedger()
        self.receipts: list[ReceiptBody] = []
        self._enough = threading.Semaphore(0)
        self._thread = threading.Thread()

    def ship(self) -> None:
        """Ship until the store is gone."""
        self._thread = threading.Thread(target=self._ship)
        self._thread.start()

    def wait_for(self, receipts: int) -> None:
        for _ in range(receipts):
            assert self._enough.acquire(timeout=30)

    def join(self) -> None:
        self._thread.join()

    def _ship(self) -> None:
        with closing(HttpsStore(self._enrolment)) as client, suppress(StoreError):
            latest = client.receipt(self._seat_id)
            if latest is not None:
                self._keep(verify_receipt(self._enrolment.receipt_key, latest))
            while True:
                for _ in range(20):
                    self._ledger.append(self._seat_id, Subject(agent="Ana"), COPY)
                receipt = client.ship(self._seat_id, self._ledger.waiting(self._seat_id, 500))
                body = verify_receipt(self._enrolment.receipt_key, receipt)
                self._ledger.keep_receipt(receipt, body)
                self._keep(body)
                self._enough.release()

    def _keep(self, body: ReceiptBody) -> None:
        assert body.chain == self._ledger.chain_at(self._seat_id, body.seq)
        assert not self.receipts or body.seq >= self.receipts[-1].seq
        self.receipts.append(body)


def test_a_kill_at_any_moment_of_ingest_loses_no_receipted_entry(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        enrolment = enrol(store.parts.directory.invite("cards", trial=True), store.url, FakeVault())
        acknowledged = Acknowledged(enrolment)
        for kill in range(KILLS):
            acknowledged.ship()
            acknowledged.wait_for(kill + 1)
            store.restart()
            acknowledged.join()
    with opened_store_record(tmp_path) as record:
        (verdict,) = verify_record(record, Witnesses(receipt_key=enrolment.receipt_key))
        chains = [row.chain for row in record.rows()]
    assert verdict.trouble == ""
    assert verdict.entries >= acknowledged.receipts[-1].seq >= 20 * KILLS
    assert all(chains[body.seq - 1] == body.chain for body in acknowledged.receipts)


def test_codes_and_nonces_survive_a_kill(tmp_path: Path) -> None:
    with running_store(tmp_path) as store:
        authority = store.authority
        token = store.parts.directory.invite("cards", trial=True)
        enrol(token, store.url, FakeVault())
        store.restart()
        with pytest.raises(StoreError, match="used"):
            enrol(token, store.url, FakeVault())
        assert store.authority == authority
