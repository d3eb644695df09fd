"""The one choice of a desktop, made aloud: a session without a backend is refused, never skipped."""

# SPDX-License-Identifier: Apache-2.0

import os
import sys

from workstation.desktop.x11.focus import LabelClass
from workstation.detect.finding import Scan
from workstation.errors import UnsupportedDesktopError
from workstation.seat.ports import Browsers, Desktop


def choose_desktop(scan: Scan, label_class: LabelClass, browsers: Browsers) -> Desktop:
    """Return this session's desktop; raise UnsupportedDesktopError where there is none."""
    require_desktop()
    from workstation.desktop.x11.desktop import X11Desktop  # noqa: PLC0415 - loaded where it is chosen

    return X11Desktop(scan, label_class, browsers)


def require_desktop() -> None:
    """Raise UnsupportedDesktopError where this session has no desktop that can be guarded."""
    if sys.platform == "linux" and os.environ.get("DISPLAY"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        raise UnsupportedDesktopError("a Wayland session cannot be guarded yet", hint="Choose an X11 session.")
    raise UnsupportedDesktopError("there is no desktop to guard", hint="Start it inside a graphical X11 session.")
