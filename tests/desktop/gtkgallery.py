"""A GTK 3 window with numbers in what holds others; run by Debian's own Python, which has the toolkit."""

# SPDX-License-Identifier: Apache-2.0

# mypy: ignore-errors

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 - only now is the version chosen

CARD, ORDER = "4539 5787 6362 1486", "4539 5787 6362 1487"

window = Gtk.Window(title="Gallery", default_width=420, default_height=300)
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
choice = Gtk.ComboBoxText()
choice.append_text(CARD)
choice.set_active(0)
pages = Gtk.Notebook()
pages.append_page(Gtk.Label(label="Page"), Gtk.Label(label=CARD))
menu = Gtk.Menu()
menu.append(Gtk.MenuItem(label=f"Copy {CARD}"))
head = Gtk.MenuItem(label=f"Card {CARD}")
head.set_submenu(menu)
bar = Gtk.MenuBar()
bar.append(head)
copying = Gtk.Menu()
copying.append(Gtk.MenuItem(label=f"Copy {CARD}"))
copying.show_all()
asked = Gtk.EventBox()
asked.add(Gtk.Label(label="Ask here"))
asked.connect("button-press-event", lambda _, event: copying.popup_at_pointer(event))
for part in (asked, bar, choice, pages, Gtk.Label(label=f"Order {ORDER}")):
    box.pack_start(part, False, False, 0)
window.add(box)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
