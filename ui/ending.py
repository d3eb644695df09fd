"""How the seat ends: asked by a signal, or by an error that nobody expected; never quietly."""

# SPDX-License-Identifier: Apache-2.0

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from workstation.errors import DeskwardenError

log = logging.getLogger(__name__)


class Ending(QObject):
    """Emits `asked` once with the exit code: 0 for SIGTERM and SIGINT, 1 for an unexpected error in any thread.

    `lock` is called before anything else where there was an error, in the thread that met it.
    """

    asked = Signal(int)

    def __init__(self, lock: Callable[[], None]) -> None:
        super().__init__()
        self._lock = lock
        self._woken, self._wake = socket.socketpair()
        self._woken.settimeout(0)
        self._wake.settimeout(0)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_signal)

    def watch(self) -> None:
        """Take over signals and hooks; the main thread only."""
        signal.set_wakeup_fd(self._wake.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _only_wake)
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def release(self) -> None:
        """Give signals and hooks back; the main thread only."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        self._notifier.setEnabled(False)
        self._woken.close()
        self._wake.close()

    @Slot()
    def _on_signal(self) -> None:
        self._woken.recv(64)
        self.asked.emit(0)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._lock()
        if isinstance(error, DeskwardenError):
            log.critical("the seat ends: %s. %s", error, error.hint)
        else:
            log.critical("the seat ends after an unexpected error", exc_info=(kind, error, trace))
        self.asked.emit(1)

    def _on_thread_error(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_error(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def _only_wake(_number: int, _frame: object) -> None:
    """Let the wake-up descriptor carry the signal into Qt's loop."""
