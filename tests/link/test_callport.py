"""The port for telephone adapters: who holds the token is heard, nobody else is, and nothing is promised in vain."""

# SPDX-License-Identifier: Apache-2.0

import http.client
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import urllib3

from tests.keeper.running import RunningKeeper, eventually, hear
from workstation.calladapters import RECORDERS_AT_MOST
from workstation.callport import CallPort
from workstation.errors import DeskwardenError, LinkError
from workstation.facts.kinds import Kind
from workstation.link.messages import Beat, NotPaused, PauseWanted, ResumeWanted
from workstation.link.recorderline import RecorderLine

CARD = PauseWanted(rule="cards", application="crm", data_class="card_number")


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
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def nobody(tmp_path: Path) -> RecorderLine:
    """Return the line of a port whose keeper is away."""
    return RecorderLine(tmp_path / "none.sock", 1)


@pytest.fixture
def port(heard: Heard, token_file: Path, nobody: RecorderLine) -> Iterator[CallPort]:
    listening = CallPort(0, token_file, heard.say, nobody)
    thread = threading.Thread(target=listening.serve)
    thread.start()
    yield listening
    listening.stop()
    thread.join()


@pytest.fixture
def recording(heard: Heard, token_file: Path, keeper: RunningKeeper) -> Iterator[CallPort]:
    with speaking_for(keeper, heard, token_file) as listening:
        yield listening


@contextmanager
def speaking_for(keeper: RunningKeeper, heard: Heard, token_file: Path) -> Iterator[CallPort]:
    """Give a port whose recorders hear `keeper`, and whoever takes its place."""
    line = RecorderLine(keeper.socket, 1)
    listening = CallPort(0, token_file, heard.say, line)
    threads = [threading.Thread(target=each) for each in (listening.serve, line.run)]
    for thread in threads:
        thread.start()
    yield listening
    line.stop()
    listening.stop()
    for thread in threads:
        thread.join()


class Listening:
    """An adapter's line; `next` is the first word that is another one than before."""

    def __init__(self, port: CallPort, token: str) -> None:
        self._line = http.client.HTTPConnection(port.url.removeprefix("http://"), timeout=10)
        self._line.request("GET", "/recording", headers={"Authorization": f"Bearer {token}"})
        self._answer = self._line.getresponse()
        self.status = self._answer.status
        self._word = b""

    def next(self) -> str:
        while (word := self._answer.readline()) == self._word:
            assert word, "the line ended"
        self._word = word
        return word.decode().strip()

    def again(self) -> str:
        return self._answer.readline().decode().strip()

    def close(self) -> None:
        self._answer.close()
        self._line.close()


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


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/", 404), ("GET", "/", 404), ("PUT", "/call/end", 501)]
)
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


def test_only_this_account_reads_the_token_and_every_start_makes_another(
    heard: Heard, token_file: Path, nobody: RecorderLine
) -> None:
    tokens = set()
    for _ in range(2):
        listening = CallPort(0, token_file, heard.say, nobody)
        tokens.add(token_file.read_text())
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        threading.Thread(target=listening.serve).start()
        listening.stop()
    assert len(tokens) == 2


def test_a_port_that_is_taken_is_said(heard: Heard, token_file: Path, nobody: RecorderLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DeskwardenError, match="cannot be listened on"):
        CallPort(taken.getsockname()[1], token_file, heard.say, nobody)


def test_a_second_port_that_cannot_listen_leaves_the_first_one_its_token(
    port: CallPort, heard: Heard, token_file: Path, nobody: RecorderLine
) -> None:
    token = token_file.read_text()
    with pytest.raises(DeskwardenError, match="cannot be listened on"):
        CallPort(int(port.url.rpartition(":")[2]), token_file, heard.say, nobody)
    assert token_file.read_text() == token
    assert post(port, "/call/start", token_file.read_text()) == 204


def test_a_port_whose_token_cannot_be_kept_does_not_listen(heard: Heard, tmp_path: Path, nobody: RecorderLine) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        CallPort(0, tmp_path / "file" / "call-token", heard.say, nobody)


def test_a_recorder_is_told_at_once_how_things_are_every_change_and_that_somebody_still_says_so(
    recording: CallPort, keeper: RunningKeeper, token_file: Path
) -> None:
    seat, _, _ = keeper.open_seat()
    with closing(Listening(recording, token_file.read_text())) as adapter:
        assert adapter.next() == "resumed"
        assert [adapter.again(), adapter.again()] == ["resumed", "resumed"]
        seat.send(CARD)
        assert adapter.next() == "paused"
        seat.send(ResumeWanted())
        assert adapter.next() == "resumed"
        seat.send(CARD)
        assert adapter.next() == "paused"
    with closing(Listening(recording, token_file.read_text())) as late:
        assert late.next() == "paused"


def test_a_pause_that_an_adapter_confirms_is_no_violation_until_the_adapter_leaves(
    recording: CallPort, keeper: RunningKeeper, token_file: Path
) -> None:
    seat, _, _ = keeper.open_seat()
    token = token_file.read_text()
    with closing(Listening(recording, token)) as adapter:
        seat.send(CARD)
        while adapter.next() != "paused":
            continue
        for _ in range(4):  # seconds, by the port's own clock: more than a pause may stay unconfirmed
            assert post(recording, "/recording/paused", token) == 204
            assert adapter.again() == "paused"
            seat.send(Beat())
        assert Kind.RECORDING_UNCONFIRMED not in keeper.kinds()
    hear(seat, NotPaused)
    assert keeper.kinds().count(Kind.RECORDING_UNCONFIRMED) == 1


def test_without_a_keeper_nothing_is_promised_to_recorders(port: CallPort, token_file: Path) -> None:
    token = token_file.read_text()
    assert post(port, "/recording", token, "GET") == 503
    assert post(port, "/recording/paused", token) == 503


def test_a_line_ends_with_the_keeper_and_the_next_keeper_goes_on(
    heard: Heard, token_file: Path, tmp_path: Path
) -> None:
    first = RunningKeeper(tmp_path)
    with speaking_for(first, heard, token_file) as recording:
        token = token_file.read_text()
        with closing(Listening(recording, token)) as adapter:
            assert adapter.next() == "resumed"
            first.stop()
            eventually(lambda: adapter.again() == "")
        assert post(recording, "/recording/paused", token) == 503
        again = RunningKeeper(tmp_path)
        eventually(lambda: post(recording, "/recording/paused", token) == 204)
        with closing(Listening(recording, token)) as adapter:
            assert adapter.next() == "resumed"
        again.stop()


def test_strangers_and_web_pages_are_told_nothing_of_recordings(recording: CallPort, token_file: Path) -> None:
    assert post(recording, "/recording", "guess", "GET") == 401
    assert post(recording, "/recording/paused", "guess") == 401
    assert post(recording, "/recording", token_file.read_text(), "GET", Origin="https://evil.example") == 403
    assert post(recording, "/recording/else", token_file.read_text()) == 404
    assert post(recording, "/", token_file.read_text(), "GET") == 404


def test_more_recorders_than_there_is_room_for_are_turned_away_until_one_leaves(
    recording: CallPort, token_file: Path
) -> None:
    token = token_file.read_text()
    adapters = [Listening(recording, token) for _ in range(RECORDERS_AT_MOST)]
    assert [each.status for each in adapters] == [200] * RECORDERS_AT_MOST
    assert post(recording, "/recording", token, "GET") == 503
    adapters.pop().close()

    def listens() -> bool:
        with closing(Listening(recording, token)) as adapter:
            return adapter.status == 200

    eventually(listens)
    for adapter in adapters:
        adapter.close()
