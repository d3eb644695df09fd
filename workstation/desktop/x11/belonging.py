"""Which program a window stands for, and whether the focus is its own: what dialogs and menus share with others."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Mapping

from workstation.desktop.x11.windownames import Names
from workstation.facts.place import Place

Windows = Mapping[int, Names]


def place_of(client: int, windows: Windows) -> Place:
    """Return where a window stands; a menu without a class is of its program's, where that has one alone."""
    names = windows[client]
    return Place(
        executable=names.program.path or None,
        window_class=names.window_class or _class_of(names.program.pid, windows),
        title=names.title,
    )


def _class_of(pid: int, windows: Windows) -> str | None:
    """Return the one class of a program's windows, "" where it has none, None where nobody can tell which."""
    classes = {each.window_class for each in windows.values() if each.program.pid == pid and each.window_class}
    if not pid or not classes:
        return ""
    return classes.pop() if len(classes) == 1 else None


def has_focus(client: int, focused: int, managed: Collection[int], windows: Windows) -> bool:
    """Say whether a window has the focus, gets it from a dialog of its own, or is a menu of the program that has it.

    A dialog of another program gives nothing: anybody can claim to belong to a window.
    """
    if client == focused:
        return True
    pid = windows[client].program.pid
    if not pid or focused not in windows or windows[focused].program.pid != pid:
        return False
    return client not in managed or client in _owners(focused, windows)


def _owners(client: int, windows: Windows) -> set[int]:
    """Return the windows that a dialog belongs to, and those that they belong to."""
    owners: set[int] = set()
    while (client := windows[client].owner if client in windows else 0) and client not in owners:
        owners.add(client)
    return owners
