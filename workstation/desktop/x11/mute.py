"""Widgets of GTK 4 that paint texts and tell none of them: nobody can read what they show."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.nodes import Nodes, Role, State, those_that_answer
from workstation.desktop.x11.walking import Walk

_PAINTERS = frozenset({"GtkCellView", "GtkDrawingArea", "GtkGLArea", "GtkIconView", "GtkTreeView", "GtkVideo"})
_TOOLKIT = ("Gtk", "Adw")


class MuteWidgets:
    """Tells widgets apart that paint from those that only hold others. Raises UnansweredError, BusLostError."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def among(self, walk: Walk) -> tuple[Node, ...]:
        """Return what was met and may show any text: painters of the toolkit, and what others made and holds nothing.

        A widget without a role of its own is called by the name of its class, unless its program calls it otherwise.
        """
        names = await those_that_answer(self._nodes.name, walk.those((State.SHOWING,), (Role.FILLER,)))
        foreign = tuple(node for node, name in names.items() if not name.startswith(_TOOLKIT))
        inside = await those_that_answer(self._nodes.child_count, foreign)
        return tuple(node for node, name in names.items() if name in _PAINTERS or inside.get(node) == 0)
