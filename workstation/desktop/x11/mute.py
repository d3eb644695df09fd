"""Widgets of GTK 4 that paint texts and tell none of them: nobody can read what they show."""

# SPDX-License-Identifier: Apache-2.0

from itertools import chain

from workstation.desktop.x11.atspi import Node
from workstation.desktop.x11.nodes import Nodes, Role, State, those_that_answer
from workstation.desktop.x11.walking import Walk

_PAINTERS = frozenset({"GtkCellView", "GtkDrawingArea", "GtkGLArea", "GtkIconView", "GtkTreeView", "GtkVideo"})
_TOOLKIT = ("Gtk", "Adw")
_HEADS = frozenset({Role.BUTTON, None})
"""What a list holds; of one that is gone nobody knows."""


class MuteWidgets:
    """Tells widgets apart that paint from those that only hold others. Raises UnansweredError, BusLostError."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def among(self, walk: Walk) -> dict[Node, tuple[Node, ...]]:
        """Return what was met and may show any text, with what it holds.

        These are painters of the toolkit, and of what others made or named whatever holds nothing, or nothing but
        buttons, as a list holds its heads.
        """
        widgets = walk.widgets()
        names = {node: widgets.get(node, "") for node in walk.those((State.SHOWING,), (Role.FILLER,))}
        foreign = tuple(node for node, name in names.items() if not name.startswith(_TOOLKIT))
        held = await those_that_answer(self._nodes.children, foreign)
        roles = await those_that_answer(self._nodes.role, tuple(chain.from_iterable(held.values())))
        heads = {node: inside for node, inside in held.items() if {roles.get(each) for each in inside} <= _HEADS}
        return {**{node: () for node, name in names.items() if name in _PAINTERS}, **heads}
