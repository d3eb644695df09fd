"""Where things are on the leak count's desktop."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.place import Rect

SCREEN = (1280, 900)
FIELD = Rect(60, 60, 620, 360)
"""Where forms open."""
INSIDE = Rect(400, 450, 1, 1)
"""A place in every form, also where a window manager put it into the middle."""
TARGET = Rect(20, 780, 500, 100)
"""Where something is dropped."""
