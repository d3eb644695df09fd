"""Shows one of the seat's windows on a real screen until it is ended: `python -m tests.ui.show tray`."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.ui import samples
from ui.notices import Notices
from ui.tray import Tray


def main(what: str) -> int:
    """Show `what`: "tray" or "notice"; say "shown" once Qt's loop has run."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    tray, notices = Tray("installed"), Notices()
    if what == "tray":
        tray.follow(samples.session())
    else:
        notices.follow(samples.session())
        notices.raise_notice(samples.notice())
    QTimer.singleShot(0, lambda: print("shown", flush=True))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
