"""Hands on the keyboard in a process that a test may stop: python -m tests.desktop.waitinghands READY."""

# SPDX-License-Identifier: Apache-2.0

import sys
import time
from pathlib import Path

from workstation.desktop.x11.keys import Keys

if __name__ == "__main__":
    keys = Keys(lambda _: None)
    keys.start()
    keys.await_focus()
    keys.shown(is_sensitive=True)
    keys.free_capture_keys()  # asked after that, and answered
    Path(sys.argv[1]).touch()
    time.sleep(600)
