"""A locked keyring that asks its user, in a window of its own: it is waited for, and not for ever."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.keeper.ownkeyring import PASSWORD, reachable
from workstation.errors import KeyringError
from workstation.keeper.userkeyring import UserKeyring

KEY = bytes(range(32))
pytestmark = pytest.mark.desktop


def xdotool(bed: Bed, *arguments: str) -> str:
    return subprocess.run(
        ["xdotool", *arguments], env=bed.environment, capture_output=True, text=True, check=False
    ).stdout


def asks(bed: Bed) -> bool:
    return xdotool(bed, "getactivewindow", "getwindowname").strip() == "Unlock Login Keyring"


def test_a_user_who_unlocks_the_keyring_is_waited_for_and_told_what_for(bed: Bed, tmp_path: Path) -> None:
    told: list[str] = []
    with reachable(tmp_path, bed.environment["DISPLAY"]) as keyring, ThreadPoolExecutor() as beside:
        UserKeyring().keep("vault", KEY)
        keyring.lock()
        asking = beside.submit(UserKeyring(within=60.0, slow=lambda: told.append("slow")).key, "vault")
        eventually(lambda: asks(bed), "the keyring asks")
        eventually(lambda: told, "the user is told")
        xdotool(bed, "type", PASSWORD.decode())
        xdotool(bed, "key", "Return")
        assert asking.result() == KEY


def test_one_who_does_not_is_not_waited_for_for_ever(bed: Bed, tmp_path: Path) -> None:
    with reachable(tmp_path, bed.environment["DISPLAY"]) as keyring:
        UserKeyring().keep("vault", KEY)
        keyring.lock()
        with pytest.raises(KeyringError, match="does not answer") as raised:
            UserKeyring(within=3.0).key("vault")
        assert raised.value.hint.startswith("Unlock it")
