"""What makes a workstation an installed one: a file that only root can have written, and nothing else."""

# SPDX-License-Identifier: Apache-2.0

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import InstallationError
from workstation.installed import Installation, installation, parse_installation
from workstation.record.malformed import MALFORMED

WHOLE = 'keeper = "dw-keeper"\nshield = "dw-shield"\nprogram = "/opt/deskwarden/bin/deskwarden"\n'
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root makes files of root's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "deskwarden"
    folder.mkdir(mode=0o755)
    return folder / "installed.toml"


def written(file: Path, text: str = WHOLE) -> Path:
    file.write_text(text)
    file.chmod(0o644)
    return file


def test_without_the_file_everything_is_a_trial(file: Path, tmp_path: Path) -> None:
    assert installation(tmp_path / "nothing" / "installed.toml") is None
    if os.getuid() == 0:
        assert installation(file) is None


@as_root
def test_the_file_of_root_tells_who_is_who(file: Path) -> None:
    assert installation(written(file)) == Installation(
        keeper="dw-keeper", shield="dw-shield", program="/opt/deskwarden/bin/deskwarden"
    )


@as_root
@pytest.mark.parametrize("text", ["", "keeper", 'keeper = "a"', WHOLE + "trial = true\n", WHOLE.replace("dw-", "../")])
def test_a_damaged_file_makes_no_trial(file: Path, text: str) -> None:
    with pytest.raises(InstallationError):
        installation(written(file, text))


@as_root
@pytest.mark.parametrize("accounts", [("same", "same"), ("root", "dw-shield"), ("dw-keeper", "root")])
def test_accounts_that_keep_nothing_apart_are_refused(file: Path, accounts: tuple[str, str]) -> None:
    keeper, shield = accounts
    with pytest.raises(InstallationError):
        installation(written(file, f'keeper = "{keeper}"\nshield = "{shield}"\nprogram = "/bin/deskwarden"\n'))


@as_root
@pytest.mark.parametrize("mode", [0o664, 0o646])
def test_a_file_that_others_can_write_makes_no_trial_and_no_installation(file: Path, mode: int) -> None:
    written(file).chmod(mode)
    with pytest.raises(InstallationError, match="can be written by others"):
        installation(file)


@as_root
def test_a_file_of_another_account_is_refused(file: Path) -> None:
    os.chown(written(file), 65534, 65534)
    with pytest.raises(InstallationError, match="can be written by others"):
        installation(file)


@as_root
@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_that_others_can_write_is_refused_whether_the_file_is_there_or_not(file: Path, is_there: bool) -> None:
    if is_there:
        written(file)
    file.parent.chmod(0o777)
    with pytest.raises(InstallationError, match="can be written by others"):
        installation(file)


@as_root
def test_a_link_to_a_file_is_no_file(file: Path) -> None:
    written(file.with_name("other.toml"))
    file.symlink_to("other.toml")
    with pytest.raises(InstallationError):
        installation(file)


@as_root
def test_a_file_without_end_is_refused(file: Path) -> None:
    with pytest.raises(InstallationError, match="larger than"):
        installation(written(file, WHOLE + "#" * 70_000))


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda name: f'{WHOLE}\nkeeper = "{name}"'.encode()))
def test_whatever_the_file_says_it_is_an_installation_or_refused(untrusted: bytes) -> None:
    try:
        assert isinstance(parse_installation(untrusted), Installation)
    except MALFORMED:
        return
