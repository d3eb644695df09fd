"""Where a seat and the native hosts of its session's browsers meet."""

# SPDX-License-Identifier: Apache-2.0

import os
import re
from pathlib import Path

import platformdirs


def meeting_place() -> Path:
    """Return the socket of this session's seat: one a display, in a folder that only this user reaches."""
    display = re.sub(r"[^0-9A-Za-z]+", "-", os.environ.get("DISPLAY", "")).strip("-") or "none"
    return platformdirs.user_runtime_path("deskwarden") / f"browser-{display}.sock"
