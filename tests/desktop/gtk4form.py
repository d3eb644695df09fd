"""A GTK 4 form; run by Debian's own Python, which has the toolkit."""

# SPDX-License-Identifier: Apache-2.0

# mypy: ignore-errors

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gtk  # noqa: E402 - only now is the version chosen

CARD = "4539 5787 6362 1486"


def fill(application: Gtk.Application) -> None:
    """Show what a payment form shows."""
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
    entry = Gtk.Entry()
    entry.set_text(CARD)
    for widget in (Gtk.Label(label="Card number"), entry, Gtk.Label(label=f"Stored {CARD}")):
        box.append(widget)
    window = Gtk.ApplicationWindow(application=application, title="Payment", child=box)
    window.set_default_size(500, 300)
    window.present()


application = Gtk.Application(application_id="org.example.Payment")
application.connect("activate", fill)
application.run([])
