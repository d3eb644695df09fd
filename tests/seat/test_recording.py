"""A call recorder from end to end: a real engine, keeper and port, and a recorder in a process of its own."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.core.seats import field
from tests.fakes.desktop import FakeDesktop
from tests.fakes.witness import Witness
from tests.keeper.running import RunningKeeper, eventually, hear
from workstation.detect.scanner import Scanner
from workstation.facts.actions import Notify
from workstation.facts.kinds import Kind
from workstation.facts.observations import FieldFocused
from workstation.facts.session import Session
from workstation.guards.roster import build_guards
from workstation.link.asking import say_call
from workstation.link.client import Client
from workstation.link.messages import CodeOffered, Verdict
from workstation.policy.rules import Policy, RecordingRule
from workstation.seat.engine import Engine
from workstation.seat.keeper import LinkKeeper

README = Path(__file__).parents[2] / "README.md"
LASTING = 2
POLICY = Policy(name="cards", format=1, rule=(RecordingRule(id="cards", lasting_seconds=LASTING),))


class Seat:
    """An open seat at which the keyboard goes from field to field."""

    def __init__(self, keeper: RunningKeeper) -> None:
        self.display = Witness()
        self._keeper = keeper
        self._link = LinkKeeper(keeper.socket, 1)
        self._desktop = FakeDesktop(Scanner())
        self._engine = Engine(
            guards=build_guards(POLICY),
            session=Session(now=datetime.now(UTC), policy="p"),
            keeper=self._link,
            desktop=self._desktop,
            display=self.display,
        )
        self._threads = [
            threading.Thread(target=self._engine.run, daemon=True),
            threading.Thread(
                target=self._link.run, args=(self._engine.post, self._engine.alive, lambda _: None), daemon=True
            ),
        ]

    def open(self, prompt: Client) -> None:
        self._link.connect()
        for thread in self._threads:
            thread.start()
        eventually(lambda: self._keeper.slot.standing.seat_ready)
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted

    def focus(self, data_class: str | None) -> datetime:
        """Move the keyboard into a field of this class, or away; return when."""
        at = datetime.now(UTC)
        self._engine.post(FieldFocused(at=at, field=field(data_class)))
        return at

    def notices(self) -> list[Notify]:
        return list(self.display.notices)

    def stop(self) -> None:
        self._engine.stop()
        self._threads[0].join()
        self._link.stop()
        self._threads[1].join()


class Port:
    """`deskwarden call listen`, in a process of its own."""

    def __init__(self, socket: Path) -> None:
        command = (sys.executable, "-m", "workstation", "call", "listen", "--port", "0", "--socket", str(socket))
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1)
        assert self.process.stdout is not None
        told = re.search(r"(http://\S+)/recording", self.process.stdout.readline() + self.process.stdout.readline())
        assert told
        self.url = told[1]
        self.token_file = socket.parent / "call-token"

    def close(self) -> None:
        killed(self.process)


class Recorder:
    """A recorder that is listened to: what it did, and when."""

    def __init__(self, port: Port, audio: Path) -> None:
        self._audio = audio
        command = (sys.executable, "-m", "tests.fakes.recorder", port.url, str(port.token_file), str(audio))
        self.process = subprocess.Popen(command)

    def times(self, what: str) -> list[datetime]:
        """Return when it heard something, was paused or resumed."""
        text = self._audio.read_text() if self._audio.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        lines = (line.split() for line in whole.splitlines())
        return [datetime.fromisoformat(when) for did, when in lines if did == what]

    def hears(self) -> None:
        """Return once it heard something that was said from now on."""
        now = datetime.now(UTC)
        eventually(lambda: any(when > now for when in self.times("heard")))

    def close(self) -> None:
        killed(self.process)


def killed(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """End it as nothing can prevent."""
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def seat(keeper: RunningKeeper) -> Iterator[Seat]:
    running = Seat(keeper)
    running.open(keeper.peer("prompt"))
    yield running
    running.stop()


@pytest.fixture
def port(keeper: RunningKeeper, seat: Seat) -> Iterator[Port]:
    assert seat
    with closing(Port(keeper.socket)) as listening:
        yield listening


@pytest.fixture
def recorder(port: Port, tmp_path: Path) -> Iterator[Recorder]:
    with closing(Recorder(port, tmp_path / "audio")) as recording:
        recording.hears()
        yield recording


def test_nothing_is_recorded_from_a_sensitive_focus_to_its_end_and_a_while_after(
    keeper: RunningKeeper, seat: Seat, recorder: Recorder
) -> None:
    seat.focus("card_number")
    eventually(lambda: recorder.times("paused"))
    seat.focus("card_verification")
    left = seat.focus(None)
    eventually(lambda: len(recorder.times("resumed")) == 2)
    recorder.hears()
    (paused,), (_, resumed) = recorder.times("paused"), recorder.times("resumed")
    assert resumed >= left + timedelta(seconds=LASTING)
    assert [when for when in recorder.times("heard") if paused < when < left + timedelta(seconds=LASTING)] == []
    assert {Kind.RECORDING_PAUSED, Kind.RECORDING_RESUMED} <= set(keeper.kinds())
    assert Kind.RECORDING_UNCONFIRMED not in keeper.kinds()
    assert seat.notices() == []


def test_a_call_that_ends_over_a_sensitive_field_resumes_and_the_next_one_pauses(
    keeper: RunningKeeper, seat: Seat, recorder: Recorder
) -> None:
    seat.focus("card_number")
    eventually(lambda: recorder.times("paused"))
    say_call(keeper.socket, 1, on_call=False)
    recorder.hears()
    say_call(keeper.socket, 1, on_call=True)
    eventually(lambda: len(recorder.times("paused")) == 2)


def test_without_a_recorder_the_agent_is_told_to_have_the_customer_wait(keeper: RunningKeeper, seat: Seat) -> None:
    seat.focus("card_number")
    eventually(lambda: [notice.event for notice in seat.notices()] == ["recorder_not_paused"])
    assert Kind.RECORDING_UNCONFIRMED in keeper.kinds()


def test_an_adapter_that_is_killed_during_a_pause_is_told_of(
    keeper: RunningKeeper, seat: Seat, recorder: Recorder
) -> None:
    seat.focus("card_number")
    eventually(lambda: recorder.times("paused"))
    killed(recorder.process)
    eventually(lambda: Kind.RECORDING_UNCONFIRMED in keeper.kinds())
    eventually(lambda: [notice.event for notice in seat.notices()] == ["recorder_not_paused"])


def test_a_port_that_is_killed_is_told_of_and_its_recorder_pauses_by_itself(
    keeper: RunningKeeper, seat: Seat, port: Port, recorder: Recorder
) -> None:
    killed(port.process)
    eventually(lambda: recorder.times("paused"))
    seat.focus("card_number")
    eventually(lambda: [notice.event for notice in seat.notices()] == ["recorder_not_paused"])
    assert Kind.RECORDING_UNCONFIRMED in keeper.kinds()


def adapter_of_readme() -> str:
    shown = re.search(r"```bash\n(while sleep.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    return shown[1]


SLOW = """
sleep() { mkdir once; }
curl() {
    case "$*" in
        *POST*) echo "answered ${*: -1}" >> did ;;
        *) echo resumed; until [ -s did ]; do :; done; cat lines; touch said ;;
    esac
}
my-recorder() { echo "$1" >> did; until [ -e said ]; do :; done; }
"""


def test_the_adapter_of_the_readme_skips_what_was_said_while_its_recorder_obeyed(tmp_path: Path) -> None:
    (tmp_path / "lines").write_text("resumed\nresumed\npaused\nresumed\npaused\n")
    subprocess.run(("bash", "-c", SLOW + adapter_of_readme()), cwd=tmp_path, stderr=subprocess.DEVNULL, check=False)
    address = "http://127.0.0.1:8447/recording"
    assert (tmp_path / "did").read_text().splitlines() == [
        "resumed",
        f"answered {address}/resumed",
        "paused",
        f"answered {address}/paused",
        "paused",  # the line ended
    ]


def test_the_adapter_of_the_readme_pauses_its_recorder_and_pauses_it_without_a_port(
    keeper: RunningKeeper, seat: Seat, port: Port, tmp_path: Path
) -> None:
    script = adapter_of_readme().replace("/run/user/1000/deskwarden/call-token", str(port.token_file))
    script = script.replace("http://127.0.0.1:8447", port.url)
    did = tmp_path / "did"
    did.touch()
    shell = ("bash", "-c", f'my-recorder() {{ echo "$1" >> {did}; }}\n{script}')
    adapter = subprocess.Popen(shell, start_new_session=True)
    eventually(lambda: "resumed" in did.read_text())
    seat.focus("card_number")
    eventually(
        lambda: did.read_text().endswith("paused\n" * 4)
    )  # a line a second: longer than a pause may be unconfirmed
    assert Kind.RECORDING_PAUSED in keeper.kinds()
    assert Kind.RECORDING_UNCONFIRMED not in keeper.kinds()
    seat.focus(None)
    eventually(lambda: did.read_text().endswith("resumed\n"))
    killed(port.process)
    eventually(lambda: did.read_text().endswith("paused\n"))
    os.killpg(adapter.pid, signal.SIGKILL)
    adapter.wait()
