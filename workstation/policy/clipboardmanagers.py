"""Programs that keep a history of the clipboard, by the names of their processes."""

# SPDX-License-Identifier: Apache-2.0

CLIPBOARD_MANAGERS = (
    "autocutsel",
    "clipcatd",
    "cliphist",
    "clipit",
    "clipman",
    "clipmenud",
    "copyq",
    "diodon",
    "glipper",
    "gpaste-daemon",
    "greenclip",
    "klipper",
    "parcellite",
    "qlipper",
    "xfce4-clipman",
)
