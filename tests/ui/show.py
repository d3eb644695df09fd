"""Shows one of the seat's windows on a real screen until it is ended: `python -m tests.ui.show tray`."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui import samples
from ui.bridge import QtDisplay
from ui.notices import Notices
from ui.reasons import Reasons
from ui.tray import Tray
from workstation.desktop.x11.reveals import Reveals
from workstation.facts.place import Mark


def main(what: str) -> int:
    """Show `what`, of which "reveal" prints the answer to its question; say "shown" once Qt's loop has run."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    display = QtDisplay()
    tray, notices, reasons = Tray("installed"), Notices(), Reasons(samples.holds_data)
    if what == "tray":
        tray.follow(samples.session())
    elif what == "reveal":
        notices.follow(samples.session())
        notices.raise_notice(samples.notice())
        reasons.chosen.connect(_on_chosen)
        reasons.typed.connect(_on_chosen)
        reasons.declined.connect(_on_declined)
        display.reason_asked.connect(reasons.ask)
        reveals = Reveals(lambda _: display.ask_reason(samples.question()))
        reveals.start()
        reveals.offer((Mark(application="CRM", data_class="us_ssn", hidden=(samples.MASK,)),), "ctrl")
    else:
        notices.follow(samples.session())
        notices.raise_notice(samples.notice())
    QTimer.singleShot(0, lambda: print("shown", flush=True))
    return app.exec()


def _on_chosen(_number: int, reason: str) -> None:
    print(reason, flush=True)


def _on_declined(_number: int) -> None:
    print("declined", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
