"""Qt windows that come, go and stall: an argument says which, SIGUSR1 lets it happen, SIGUSR2 ends a stall."""

# SPDX-License-Identifier: Apache-2.0

import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

CARD, OTHER_CARD, SSN = "Stored 4539 5787 6362 1486", "Stored 5425 2334 3010 9903", "SSN 219-09-9999"
PLACE = (300, 200, 500, 300)
TICK_MS = 10


def window(title: str, text: str) -> QWidget:
    made = QWidget()
    made.setWindowTitle(title)
    layout = QVBoxLayout(made)
    layout.addWidget(QLabel(text))
    layout.addStretch()
    made.setGeometry(*PLACE)
    made.show()
    return made


def two() -> Callable[[], None]:
    """Open a second window right above the first."""
    windows = [window("Order", SSN)]
    return lambda: windows.append(window("Card", CARD))


def alike() -> Callable[[], None]:
    """Show two windows of one title at one place from the beginning."""
    windows = [window("Customer", SSN), window("Customer", CARD)]

    def swap() -> None:
        windows[0].raise_()  # holds both: a window that nothing holds is gone

    return swap


def again() -> Callable[[], None]:
    """Show a window that its program makes anew where another stays."""
    main, dialog = window("Main", "nothing"), window("Card", CARD)
    main.move(20, 40)

    def make_anew() -> None:
        dialog.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on=True)
        dialog.show()

    return make_anew


def busy() -> Callable[[], None]:
    """Paint another number and then do nothing more."""
    shown = window("Card", CARD)

    def stall() -> None:
        label = shown.findChild(QLabel)
        assert label is not None
        label.setText(OTHER_CARD)
        label.repaint()
        signal.sigwait({signal.SIGUSR2})

    return stall


def main() -> int:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    application = QApplication(sys.argv)
    happen = {"two": two, "alike": alike, "again": again, "busy": busy}[sys.argv[1]]()
    signal.signal(signal.SIGUSR1, lambda *_: QTimer.singleShot(0, happen))
    tick = QTimer()
    tick.timeout.connect(lambda: None)  # Python runs its signal handlers only when it is called
    tick.start(TICK_MS)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
