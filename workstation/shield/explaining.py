"""What somebody reads who is locked out and sees no prompt, and when. Pure; plain ASCII, for the server's own font."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

AFTER = 10.0
SETTLED_AFTER = 10.0
LINES = (
    "This seat is locked by Deskwarden, and its sign-in window does not come up.",
    "Nothing is lost, and nothing opens by itself. Tell IT.",
    "",
    "IT can open it with you for 15 minutes (break-glass). At a text console",
    "(Ctrl+Alt+F3, or by SSH) log in, and run:",
    "",
    "    deskwarden break-glass",
    "",
    "It shows what IT has to be told, and takes the code that IT gives.",
)


@dataclass(slots=True)
class Explaining:
    """Knows how long a prompt has been missing; one that comes and goes within seconds is missing all the while."""

    missing: float | None = None
    shown: float | None = None

    def is_due(self, now: float, *, wanted: bool, is_shown: bool) -> bool:
        """Say whether to explain now that no prompt is there, which is `wanted`."""
        if not wanted:
            self.missing = self.shown = None
            return False
        if is_shown:
            self.shown = now if self.shown is None else self.shown
            return False
        if self.shown is not None and now - self.shown >= SETTLED_AFTER:
            self.missing = None
        self.shown = None
        self.missing = now if self.missing is None else self.missing
        return now - self.missing >= AFTER
