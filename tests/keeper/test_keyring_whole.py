"""A trial whose keys are in GNOME Keyring: enrolled, run, rotated; locked, without its key, and without a keyring."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.auditstore.storeprocess import DESKWARDEN, StoreProcess, running_store
from tests.desktop.bed import eventually
from tests.keeper.ownkeyring import OwnKeyring, own_keyring
from tests.keeper.processes import DEADLINE, KeeperProcess, Reporter
from workstation.errors import LinkError
from workstation.keeper.enrolment import enrol
from workstation.keeper.vault import FileVault
from workstation.link.asking import ask_status
from workstation.link.health import Health
from workstation.recordfile import DATA_KEY, SEALED

__all__ = ["own_keyring"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcess]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


def deskwarden(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DESKWARDEN, *arguments], capture_output=True, text=True, check=False, timeout=DEADLINE)


def enrolling(store: StoreProcess, folder: Path) -> subprocess.CompletedProcess[str]:
    token = store.parts.directory.invite("cards", trial=True)
    return deskwarden("enroll", token, "--url", store.url, "--dir", str(folder / "keeper"))


@contextmanager
def running(folder: Path) -> Iterator[KeeperProcess]:
    keeper = KeeperProcess(folder)
    try:
        eventually(lambda: health(keeper), "the keeper runs")
        yield keeper
    finally:
        keeper.stop()


def health(keeper: KeeperProcess) -> Health | None:
    try:
        return ask_status(keeper.socket)
    except LinkError:
        return None


def refusal(folder: Path) -> str:
    """Return what a keeper says that does not start."""
    ended = deskwarden("keeper", "--dir", str(folder / "keeper"), "--socket", str(folder / "keeper.sock"))
    assert (ended.returncode, ended.stdout) == (1, "")
    return ended.stderr.strip()


def kept(folder: Path, name: str) -> bytes:
    return (folder / "keeper" / name).read_bytes()


def test_an_enrolled_trial_has_its_key_in_the_keyring_alone_and_runs_by_it(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    assert enrolling(store, tmp_path).returncode == 0
    (secret,) = own_keyring.secrets().values()
    assert kept(tmp_path, "enrolment").startswith(SEALED)
    with running(tmp_path) as keeper:
        said = deskwarden("doctor", "--socket", str(keeper.socket), "--json").stdout
        (keys,) = (each for each in json.loads(said) if each["what"] == "keys")
        assert (keys["grade"], keys["said"]) == ("good", "They are sealed by a key in this user's keyring.")
    assert kept(tmp_path, DATA_KEY).startswith(SEALED)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()]


def test_what_lay_open_is_sealed_at_the_next_start(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    enrol(store.parts.directory.invite("cards", trial=True), store.url, FileVault(tmp_path / "keeper"))
    own_keyring.lock()
    with running(tmp_path) as keeper:
        told = health(keeper)
        assert told is not None
        assert (told.keys_are_sealed, told.keys_open_because) == (False, "the keyring is locked")
    assert not kept(tmp_path, "enrolment").startswith(SEALED)
    own_keyring.stop()
    own_keyring.start()
    with running(tmp_path) as keeper:
        told = health(keeper)
        assert told is not None
        assert told.keys_are_sealed
    assert kept(tmp_path, "enrolment").startswith(SEALED)
    assert kept(tmp_path, DATA_KEY).startswith(SEALED)


def test_other_keys_are_made_without_losing_the_record(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    assert enrolling(store, tmp_path).returncode == 0
    for rotate in ("rotate-key", "rotate-device-key", "seal"):
        with running(tmp_path) as keeper:
            reporter = Reporter(keeper.socket)
            reporter.wait_for_more(3)
            reporter.stop()
        done = deskwarden("audit", rotate, "--dir", str(tmp_path / "keeper"))
        assert done.returncode == 0, done.stderr
    verified = deskwarden("audit", "verify", str(tmp_path / "keeper" / "ledger.db"))
    assert verified.returncode == 0, verified.stdout
    assert len(own_keyring.secrets()) == 1


def test_a_locked_keyring_starts_no_keeper_and_enrols_nothing(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    assert enrolling(store, tmp_path).returncode == 0
    before = kept(tmp_path, "enrolment")
    own_keyring.lock()
    words = "deskwarden: the keyring is locked. Unlock it and start again"
    assert refusal(tmp_path) == f"{words}; nothing here was changed."
    refused = enrolling(store, tmp_path / "another")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{words}, or do without it: PYTHON_KEYRING_BACKEND=")
    assert not (tmp_path / "another" / "keeper" / "enrolment").exists()
    own_keyring.stop()
    assert "is in a keyring, and there is none here" in refusal(tmp_path)
    own_keyring.start()
    assert kept(tmp_path, "enrolment") == before
    with running(tmp_path):
        assert enrolling(store, tmp_path).returncode == 3


def test_a_key_that_the_user_deleted_is_said_to_be_gone_and_none_is_made_for_it(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    assert enrolling(store, tmp_path).returncode == 0
    own_keyring.forget()
    assert "is gone from the keyring. Put it back from a backup, or move this folder away" in refusal(tmp_path)
    assert "is gone from the keyring" in enrolling(store, tmp_path).stderr
    assert not own_keyring.secrets()


def test_a_session_without_a_keyring_enrols_into_files_and_doctor_says_so(
    store: StoreProcess, own_keyring: OwnKeyring, tmp_path: Path
) -> None:
    own_keyring.stop()
    assert enrolling(store, tmp_path).returncode == 0
    assert not kept(tmp_path, "enrolment").startswith(SEALED)
    assert (tmp_path / "keeper" / "enrolment").stat().st_mode & 0o077 == 0
    with running(tmp_path) as keeper:
        said = deskwarden("doctor", "--socket", str(keeper.socket), "--json").stdout
        (keys,) = (each for each in json.loads(said) if each["what"] == "keys")
        assert keys["grade"] == "attention"
        assert "there is no keyring here" in keys["said"]
        assert "Unlock a keyring" in keys["do"]
