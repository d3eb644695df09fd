"""`deskwarden policy init-keys, publish, rotate, refresh-timestamp, tuf-client`: from the shell, over real HTTP."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.distribution.conftest import policy
from workstation.alone import Hold
from workstation.distribution.client import Source, refresh
from workstation.distribution.fetching import HttpFetcher
from workstation.errors import AlreadyRunningError

PASSPHRASES = {f"DESKWARDEN_{name}_PASSPHRASE": f"{name} correct horse" for name in ("OFFLINE", "SECOND", "ONLINE")}


def deskwarden(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workstation", "policy", *map(str, words)]
    env = os.environ | PASSPHRASES | environment
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[int], Path]:
    def write(seconds: int) -> Path:
        path = tmp_path / f"{seconds}.toml"
        path.write_bytes(policy(seconds))
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path, written: Callable[[int], Path]) -> Path:
    folder = tmp_path / "policies"
    assert deskwarden("init-keys", folder).returncode == 0
    said = deskwarden("publish", folder, written(300), "--second-key", folder / "second")
    assert said.returncode == 0, said.stderr
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_policy_goes_from_the_shell_to_a_seat(
    folder: Path, url: str, tmp_path: Path, written: Callable[[int], Path]
) -> None:
    source = Source(fetcher=HttpFetcher(), url=url, pinned_root=(folder / "metadata" / "1.root.json").read_bytes())
    team = "Night Shift"
    second = ("--second-key", folder / "second")
    said = deskwarden("publish", folder, written(400))
    assert said.returncode == 1
    assert "needs a second signer" in said.stderr
    assert deskwarden("publish", folder, written(200), "--team", team, *second).returncode == 0
    for role in ("timestamp", "snapshot"):
        assert deskwarden("rotate", folder, role).returncode == 0
    assert "Say so with --key" in deskwarden("rotate", folder, "targets").stderr
    assert deskwarden("refresh-timestamp", folder).returncode == 0
    seat = tmp_path / "seat"
    assert refresh(seat / "metadata", seat / "targets", source, team, datetime.now(UTC)) == policy(200)


def test_private_keys_are_encrypted_and_for_their_owner_alone(folder: Path) -> None:
    keys = list(folder.rglob("*.pem"))
    assert len(keys) == 7
    assert all(key.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----") for key in keys)
    assert sys.platform == "win32" or all(key.stat().st_mode & 0o077 == 0 for key in keys)
    said = deskwarden("refresh-timestamp", folder, DESKWARDEN_ONLINE_PASSPHRASE="another passphrase")
    assert said.returncode == 1
    assert "does not open. Is the passphrase right?" in said.stderr


def test_keys_are_never_made_over_others(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert deskwarden("init-keys", folder).returncode == 1
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_writers_never_write_at_once(folder: Path, written: Callable[[int], Path]) -> None:
    hold = Hold(folder, AlreadyRunningError("taken"))
    before = (folder / "metadata" / "timestamp.json").read_bytes()
    for words in (("publish", folder, written(200)), ("refresh-timestamp", folder), ("rotate", folder, "timestamp")):
        refused = deskwarden(*words)
        assert (refused.returncode, refused.stderr.splitlines()[-1]) == (
            3,
            "deskwarden: another command writes policies here. Wait for it, then try again.",
        )
    hold.release()
    assert (folder / "metadata" / "timestamp.json").read_bytes() == before
    assert deskwarden("publish", folder, written(200)).returncode == 0


def test_the_conformance_suites_client_exits_with_0_or_1(folder: Path, url: str, tmp_path: Path) -> None:
    client = ("tuf-client", "--metadata-dir", tmp_path / "m")
    assert deskwarden(*client, "init", folder / "metadata" / "1.root.json").returncode == 0
    assert deskwarden(*client, "--metadata-url", f"{url}/metadata", "refresh").returncode == 0
    asked = ("--metadata-url", f"{url}/metadata", "--target-base-url", f"{url}/targets", "--target-dir", tmp_path / "t")
    assert deskwarden(*client, *asked, "--target-name", "policy.toml", "download").returncode == 0
    assert (tmp_path / "t" / "policy.toml").read_bytes() == policy(300)
    assert deskwarden(*client, *asked, "--target-name", "none", "download").returncode == 1
    timestamp = folder / "metadata" / "timestamp.json"
    timestamp.write_bytes(timestamp.read_bytes().replace(b'"version":2', b'"version":9'))
    assert deskwarden(*client, "--metadata-url", f"{url}/metadata", "refresh").returncode == 1
