"""The process that asks a security key, with one that a file keeps in place of what is plugged in: FILE."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

from tests.fakes.securitykey import FakeSecurityKey
from workstation.credentials import keyprocess, keytouch


def plug_in(path: Path) -> None:
    """Have the key of this file be the one that is connected, none where there is no file; it remembers its counter."""
    if not path.exists():
        keytouch.plugged_in = list
        keyprocess.main()
        return
    key = FakeSecurityKey.load(path)
    keytouch.plugged_in = lambda: [key]
    keyprocess.main()
    key.save(path)


if __name__ == "__main__":
    plug_in(Path(sys.argv[1]))
