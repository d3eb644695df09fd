"""A GTK 3 form with a card number and notes; its title tells where the number's field is. Run by Debian's Python."""

# SPDX-License-Identifier: Apache-2.0

# mypy: ignore-errors

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk  # noqa: E402 - only now is the version chosen

PLACE = (60, 60, 620, 360)
STYLE = b"entry { font: 24px 'DejaVu Sans Mono'; }"

window, grid = Gtk.Window(title="Fields"), Gtk.Grid(row_spacing=12, column_spacing=12)
look = Gtk.CssProvider()
look.load_from_data(STYLE)
fields = []
for row, (label, text) in enumerate((("Card number", ""), ("Notes", sys.argv[1]))):
    name, field = Gtk.Label(label=label), Gtk.Entry(text=text, hexpand=True)
    name.set_mnemonic_widget(field)
    field.get_style_context().add_provider(look, Gtk.STYLE_PROVIDER_PRIORITY_USER)
    grid.attach(name, 0, row, 1, 1)
    grid.attach(field, 1, row, 1, 1)
    fields.append(field)
window.add(grid)
window.move(*PLACE[:2])
window.set_default_size(*PLACE[2:])
window.connect("destroy", Gtk.main_quit)
window.show_all()


def tell() -> bool:
    """Say where the number's field is."""
    number = fields[0]
    _, left, top = number.get_window().get_origin()
    box = number.get_allocation()
    window.set_title(f"Fields {left + box.x} {top + box.y} {box.width} {box.height}")
    return True


GLib.timeout_add(300, tell)
Gtk.main()
