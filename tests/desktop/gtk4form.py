"""A GTK 4 form; run by Debian's own Python, which has the toolkit. With "csd" it has a title bar of its own."""

# SPDX-License-Identifier: Apache-2.0

# mypy: ignore-errors

import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gtk  # noqa: E402 - only now is the version chosen

CARD = "4539 5787 6362 1486"
ORDER = "4539 5787 6362 1487"


def entry(text: str) -> Gtk.Entry:
    """Return a field that holds `text`."""
    made = Gtk.Entry()
    made.set_text(text)
    return made


class Payments(Gtk.TreeView):
    """A program's own list."""


def tree(text: str, kind: type[Gtk.TreeView] = Gtk.TreeView, name: str = "") -> Gtk.TreeView:
    """Return a list of the old kind, which paints its cells itself."""
    model = Gtk.ListStore(str)
    model.append([text])
    view = kind(model=model, headers_visible=kind is Payments)
    view.append_column(Gtk.TreeViewColumn("Payments", Gtk.CellRendererText(), text=0))
    if name:
        view.update_property([Gtk.AccessibleProperty.LABEL], [name])
    return view


class Painted(Gtk.Widget):
    """Paints a text, and tells nobody."""

    def do_snapshot(self, snapshot: Gtk.Snapshot) -> None:
        """Paint."""
        snapshot.render_layout(self.get_style_context(), 0, 0, self.create_pango_layout(CARD))


def rows(count: int) -> Gtk.ScrolledWindow:
    """Return a list that is longer than its place."""
    inside = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
    for number in range(count):
        inside.append(Gtk.Label(label=f"{number} {CARD}"))
    return Gtk.ScrolledWindow(child=inside, min_content_height=60)


def fill(application: Gtk.Application) -> None:
    """Show what a payment form shows."""
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8)
    parts = (
        Gtk.DropDown.new_from_strings(["none", CARD, "other"]),
        Gtk.Label(label="Card number"),
        entry(CARD),
        Gtk.Label(label=f"Stored {CARD}"),
        Gtk.Label(label=f"Order {ORDER}"),
        rows(30),
        Gtk.Label(label="Total 1234"),
        tree(CARD),
        tree(CARD, name="Payments of today"),
        tree(CARD, Payments),
        Painted(height_request=24),
    )
    for widget in parts:
        box.append(widget)
    window = Gtk.ApplicationWindow(application=application, title="Payment", child=box)
    if "csd" in sys.argv:
        window.set_titlebar(Gtk.HeaderBar())
    window.set_default_size(400, 480)
    window.present()


application = Gtk.Application(application_id="org.example.Payment")
application.connect("activate", fill)
application.run([])
