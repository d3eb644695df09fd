"""Shows a prompt without a keeper until it is ended: `python -m tests.ui.showprompt code` or `… checklist`."""

# SPDX-License-Identifier: Apache-2.0

import sys

from PySide6.QtWidgets import QApplication

from tests.ui import samples
from ui import tokens
from ui.asking import Asking, first
from ui.prompt import Announcer
from ui.prompt_window import PromptWindow
from workstation.facts.truth import Truth
from workstation.link.messages import Verdict

LONG_CHECKLIST = tuple(
    f"Line {number}: I have read the policy for the data of customers, and I keep to it all day long."
    for number in range(1, 13)
)
SIGNED_OUT = first().after(samples.told(Truth.SIGNED_OUT, "signed_out"))


def long_checklist(times: int = 1) -> Asking:
    """Return what is asked of somebody who has twelve long lines to confirm, or that many times twelve."""
    return SIGNED_OUT.after(Verdict(accepted=True, reason="checklist", checklist=LONG_CHECKLIST * times))


def main(what: str) -> int:
    """Ask for a code, or for twelve long lines; tell the window as a prompt does."""
    app = QApplication(sys.argv[:1])
    app.setStyle("fusion")
    app.setPalette(tokens.shield_palette())
    app.setFont(tokens.font())
    window = PromptWindow()
    announcer = Announcer(window)
    window.render_asking(long_checklist() if what == "checklist" else SIGNED_OUT)
    window.show()
    try:
        return app.exec()
    finally:
        del announcer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
