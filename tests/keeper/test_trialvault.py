"""A trial's vault: a keyring that is locked, gone, away or lying opens nothing, and costs nothing that was kept."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.keyring import FakeKeyring
from workstation.credentials.keyringprocess import KeyringAnswered, KeyringAsked
from workstation.errors import KeyringAbsentError, KeyringError, VaultError
from workstation.keeper.enrolment import NAME, load_enrolment
from workstation.keeper.trialvault import MARK, keepers_trial_vault, open_trial_vault, seal_trial_vault
from workstation.keeper.userkeyring import UserKeyring
from workstation.keeper.vault import FileVault

SECRET = b"a secret that nobody is to find"
LIES = {
    "another": "is not the key of this vault",
    "garbage": "is no key",
    "empty": "is not the key of this vault",
    "cut": "is not the key of this vault",
    "gone": "is gone from the keyring",
    "locked": "is locked",
    "dismissed": "is locked",
    "refusing": "refused",
    "silent": "does not answer",
    "crashing": "could not be asked",
    "rambling": "could not be asked",
}


def lying(way: str, folder: Path) -> UserKeyring:
    command = (sys.executable, "-m", "tests.keeper.lyingkeyring", way, str(folder / "kept"))
    return UserKeyring(command, within=2.0 if way == "silent" else 60.0)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keeper"


@pytest.mark.parametrize(("way", "words"), LIES.items())
def test_a_sealed_vault_opens_by_its_own_key_alone_and_loses_nothing(
    way: str, words: str, folder: Path, tmp_path: Path
) -> None:
    seal_trial_vault(folder, lying("honest", tmp_path)).put(NAME, SECRET)
    before = everything(folder)
    for opening in (open_trial_vault, seal_trial_vault, keepers_trial_vault):
        with pytest.raises(KeyringError, match=words) as raised:
            opening(folder, lying(way, tmp_path))
        assert raised.value.hint
    assert everything(folder) == before
    assert open_trial_vault(folder, lying("honest", tmp_path)).get(NAME) == SECRET


@pytest.mark.parametrize("way", LIES)
def test_nothing_is_sealed_by_a_key_that_did_not_come_back(way: str, folder: Path, tmp_path: Path) -> None:
    open_trial_vault(folder, FakeKeyring()).put(NAME, SECRET)
    with pytest.raises(KeyringError):
        seal_trial_vault(folder, lying(way, tmp_path))
    assert everything(folder) == {NAME: SECRET}


def test_a_keeper_goes_on_with_files_that_were_never_sealed_and_says_why(folder: Path, tmp_path: Path) -> None:
    open_trial_vault(folder, FakeKeyring()).put(NAME, SECRET)
    vault = keepers_trial_vault(folder, lying("locked", tmp_path))
    assert (vault.is_sealed, vault.open_because) == (False, "the keyring is locked")
    assert vault.get(NAME) == SECRET
    assert everything(folder) == {NAME: SECRET}


def test_it_seals_them_once_the_keyring_is_unlocked(folder: Path) -> None:
    keyring = FakeKeyring()
    open_trial_vault(folder, keyring).put(NAME, SECRET)
    assert keepers_trial_vault(folder, keyring).get(NAME) == SECRET
    assert not [name for name, content in everything(folder).items() if SECRET in content]
    assert open_trial_vault(folder, keyring).get(NAME) == SECRET


def test_without_a_keyring_a_new_vault_is_files_and_a_sealed_one_does_not_open(folder: Path, tmp_path: Path) -> None:
    absent = FakeKeyring()
    absent.absent = True
    with pytest.raises(KeyringAbsentError):
        seal_trial_vault(tmp_path / "new", absent)
    assert keepers_trial_vault(tmp_path / "new", absent).open_because == "there is no keyring here"
    seal_trial_vault(folder, FakeKeyring()).put(NAME, SECRET)
    for opening in (open_trial_vault, seal_trial_vault, keepers_trial_vault):
        with pytest.raises(KeyringError, match="there is none here") as raised:
            opening(folder, absent)
        assert not isinstance(raised.value, KeyringAbsentError)


@pytest.mark.parametrize("backend", ["fail", "null"])
def test_a_keyring_that_is_none_counts_as_absent(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{backend}.Keyring")
    with pytest.raises(KeyringAbsentError):
        UserKeyring().keep("vault", SECRET)


def test_no_test_reaches_the_keyring_of_whoever_runs_it() -> None:
    with pytest.raises(KeyringAbsentError):
        UserKeyring().key("vault")


def test_a_keyring_in_a_plain_file_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plainkeyring.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n"
        "    priority = 20\n"
        "    def get_password(self, service, username): return 'A' * 43 + '='\n"
        "    def set_password(self, service, username, password): pass\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plainkeyring.Keyring")
    with pytest.raises(KeyringAbsentError):
        UserKeyring().key("vault")


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_a_mark_that_is_gone_or_damaged_is_an_error_and_no_new_vault(content: bytes | None, folder: Path) -> None:
    keyring = FakeKeyring()
    seal_trial_vault(folder, keyring).put(NAME, SECRET)
    (folder / MARK).unlink()
    if content is not None:
        FileVault(folder).put(MARK, content)
    before, keys = everything(folder), dict(keyring.keys)
    for opening in (open_trial_vault, seal_trial_vault, keepers_trial_vault):
        with pytest.raises(VaultError, match=MARK):
            opening(folder, keyring)
    assert (everything(folder), keyring.keys) == (before, keys)


class Moody(FakeKeyring):
    """A keyring of these keys that is as it likes this time; what it keeps back or changes it gives the next time."""

    def __init__(self, mood: str, keys: dict[str, bytes]) -> None:
        super().__init__()
        self.keys = keys
        self.locked, self.absent, self.forgetful = (mood == each for each in ("locked", "absent", "forgetful"))
        self._mood = mood

    def key(self, name: str) -> bytes | None:
        found = super().key(name)
        return {"withholding": None, "another": bytes(32)}.get(self._mood, found)


@given(moods=st.lists(st.sampled_from(["fine", "locked", "absent", "forgetful", "withholding", "another"])))
def test_in_any_order_what_was_enrolled_is_read_as_it_was_or_not_at_all(
    moods: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, keys = tmp_path_factory.mktemp("vault"), dict[str, bytes]()
    FileVault(folder).put(NAME, SECRET)
    for mood in (*moods, "fine"):
        try:
            found = keepers_trial_vault(folder, Moody(mood, keys)).get(NAME)
        except KeyringError:
            assert mood not in {"fine", "forgetful"}
        else:
            assert found == SECRET


def test_a_vault_that_does_not_open_is_never_taken_for_one_of_a_device_that_is_not_enrolled(folder: Path) -> None:
    seal_trial_vault(folder, FakeKeyring()).put(NAME, SECRET)
    with pytest.raises(KeyringError, match="is gone from the keyring"):
        load_enrolment(keepers_trial_vault(folder, FakeKeyring()))


def test_no_message_shows_the_key() -> None:
    assert "AAAA" not in repr(KeyringAsked(name="vault", secret="AAAA"))
    assert "AAAA" not in repr(KeyringAnswered(secret="AAAA"))
