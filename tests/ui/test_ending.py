"""How the seat ends: asked or failed, the loop stops with the right code, and a failure locks first."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ui.ending import Ending

PROGRAM = """
import os, signal, sys
from PySide6.QtCore import QCoreApplication, QTimer
from ui.ending import Ending
app = QCoreApplication([])
ending = Ending(lambda: print("locked", flush=True))
ending.asked.connect(app.exit)
ending.watch()
def act():
    {act}
QTimer.singleShot(0, act)
code = app.exec()
ending.release()
sys.exit(code)
"""


def run(act: str) -> subprocess.CompletedProcess[str]:
    """Run a Qt program that does `act` in its loop."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(act=act)], capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_loop_in_good_order(name: str) -> None:
    done = run(f"os.kill(os.getpid(), signal.{name})")
    assert (done.returncode, done.stdout) == (0, "")


def test_an_error_in_a_slot_locks_and_ends_with_a_code_that_is_not_zero() -> None:
    done = run("raise RuntimeError('in a slot')")
    assert (done.returncode, done.stdout) == (1, "locked\n")
    assert "in a slot" in done.stderr


def test_an_error_in_another_thread_locks_and_ends_as_well() -> None:
    done = run("import threading; threading.Thread(target=lambda: 1 / 0).start()")
    assert (done.returncode, done.stdout) == (1, "locked\n")


def test_trouble_that_has_a_name_is_one_line_with_what_to_do() -> None:
    done = run("from workstation.errors import DesktopError; raise DesktopError('no bus', hint='Start one.')")
    assert (done.returncode, done.stderr) == (1, "the seat ends: no bus. Start one.\n")


@pytest.fixture
def ending(qtbot: QtBot) -> Iterator[Ending]:
    assert qtbot
    made = Ending(lambda: None)
    made.watch()
    yield made
    made.release()


def test_hooks_and_signals_are_given_back(qtbot: QtBot) -> None:
    assert qtbot
    made = Ending(lambda: None)
    made.watch()
    made.release()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_signal_is_told_once(ending: Ending, qtbot: QtBot) -> None:
    codes: list[int] = []
    ending.asked.connect(codes.append)
    with qtbot.waitSignal(ending.asked):
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert codes == [0]
