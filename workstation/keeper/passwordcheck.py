"""Whether a password is right, asked of a short process of its own: hashing takes more memory than the whole keeper."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import sys
from collections.abc import Callable, Sequence

import msgspec

from workstation.credentials.checkprocess import PasswordOffered
from workstation.errors import PasswordUncheckedError
from workstation.record.malformed import MALFORMED

CheckPassword = Callable[[str, str], bool]
"""A password and the PHC string of the right one; blocks for up to CHECKED_WITHIN, PasswordUncheckedError otherwise."""

CHECK = (sys.executable, "-m", "workstation", "check-password")
CHECKED_WITHIN = 8.0


class PasswordCheck:
    """Starts the process for each password and ends it; from any thread."""

    def __init__(self, command: Sequence[str] = CHECK) -> None:
        self._command = command

    def __call__(self, password: str, phc: str) -> bool:
        """Say whether `phc` was made of this password; raise PasswordUncheckedError where nothing says so."""
        asked = msgspec.msgpack.encode(PasswordOffered(password=password, phc=phc))
        try:
            done = subprocess.run(
                self._command, input=asked, stdout=subprocess.PIPE, timeout=CHECKED_WITHIN, check=True
            )
            return msgspec.msgpack.decode(done.stdout, type=bool)
        except (OSError, subprocess.SubprocessError, *MALFORMED):
            # From none of them: what a subprocess error carries may not be shown.
            raise PasswordUncheckedError("a password could not be checked") from None
