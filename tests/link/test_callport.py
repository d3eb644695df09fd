"""The port for telephone adapters: who holds the token is heard, nobody else is, and nothing is promised in vain."""

# SPDX-License-Identifier: Apache-2.0

import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from workstation.callport import CallPort
from workstation.errors import DeskwardenError, LinkError


class Heard:
    """What was said to the keeper; it may be away."""

    def __init__(self) -> None:
        self.calls: list[bool] = []
        self.is_away = False

    def say(self, on_call: bool) -> None:
        if self.is_away:
            raise LinkError("the keeper does not answer")
        self.calls.append(on_call)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "call-token"


@pytest.fixture
def port(heard: Heard, token_file: Path) -> Iterator[CallPort]:
    listening = CallPort(0, token_file, heard.say)
    thread = threading.Thread(target=listening.serve)
    thread.start()
    yield listening
    listening.stop()
    thread.join()


def post(port: CallPort, path: str, token: str, method: str = "POST", **headers: str) -> int:
    with urllib3.PoolManager(retries=False) as pool:
        said = {"Authorization": f"Bearer {token}", **headers}
        return pool.request(method, f"{port.url}{path}", headers=said, body=b"{}").status


def test_a_call_begins_and_ends_as_the_adapter_says(port: CallPort, heard: Heard, token_file: Path) -> None:
    token = token_file.read_text()
    assert [post(port, "/call/start", token), post(port, "/call/end", token)] == [204, 204]
    assert heard.calls == [True, False]


def test_what_does_not_hold_is_not_promised(port: CallPort, heard: Heard, token_file: Path) -> None:
    heard.is_away = True
    assert post(port, "/call/end", token_file.read_text()) == 503


def test_without_the_token_nobody_is_heard(port: CallPort, heard: Heard) -> None:
    assert post(port, "/call/end", "guess") == 401
    assert post(port, "/call/end", "gu€ss".encode().decode("latin-1")) == 401
    assert heard.calls == []


def test_a_web_page_is_not_heard_even_with_the_token(port: CallPort, heard: Heard, token_file: Path) -> None:
    assert post(port, "/call/end", token_file.read_text(), Origin="https://evil.example") == 403
    assert heard.calls == []


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/", 404), ("GET", "/call/end", 501)])
def test_anything_else_is_refused(
    port: CallPort, heard: Heard, token_file: Path, method: str, path: str, status: int
) -> None:
    assert post(port, path, token_file.read_text(), method) == status
    assert heard.calls == []


def test_a_body_without_bounds_is_not_read(port: CallPort, heard: Heard, token_file: Path) -> None:
    headers = {"Authorization": f"Bearer {token_file.read_text()}", "Content-Length": str(1 << 40)}
    with urllib3.PoolManager(retries=False) as pool:
        assert pool.request("POST", f"{port.url}/call/end", headers=headers, body=b"").status == 413
    assert heard.calls == []


def test_only_this_account_reads_the_token_and_every_start_makes_another(heard: Heard, token_file: Path) -> None:
    tokens = set()
    for _ in range(2):
        listening = CallPort(0, token_file, heard.say)
        tokens.add(token_file.read_text())
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        threading.Thread(target=listening.serve).start()
        listening.stop()
    assert len(tokens) == 2


def test_a_port_that_is_taken_is_said(heard: Heard, token_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DeskwardenError, match="cannot be listened on"):
        CallPort(taken.getsockname()[1], token_file, heard.say)
