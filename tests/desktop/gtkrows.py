"""A GTK 3 list of as many rows as it is told, each a box with two labels; run by Debian's own Python."""

# SPDX-License-Identifier: Apache-2.0

# mypy: ignore-errors

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 - only now is the version chosen

CARD = "4539 5787 6362 1486"


def row(number: int) -> Gtk.ListBoxRow:
    """Return what a list of customers has in each row."""
    whole, box = Gtk.ListBoxRow(), Gtk.Box(spacing=12)
    for text in (f"row {number}", CARD):
        box.add(Gtk.Label(label=text))
    whole.add(box)
    return whole


rows = Gtk.ListBox()
for each in range(int(sys.argv[1])):
    rows.add(row(each))
scrolled = Gtk.ScrolledWindow()
scrolled.add(rows)
window = Gtk.Window(title="Payment")
window.set_default_size(500, 400)
window.add(scrolled)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
