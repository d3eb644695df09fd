"""Menus and dialogs belong to the program that shows them, and share the focus with its windows."""

# SPDX-License-Identifier: Apache-2.0

from workstation.desktop.x11.belonging import has_focus, place_of
from workstation.desktop.x11.windownames import Names
from workstation.facts.place import Place, Program

CRM, NOTES = (Program(name=name, path=f"/usr/bin/{name}", pid=pid) for name, pid in (("crm", 7), ("notes", 8)))
NOBODY = Program(name="", path="", pid=0)
MAIN, MENU, DIALOG, OTHER, STRANGE = range(1, 6)


def names(program: Program, window_class: str | None = "", owner: int = 0) -> Names:
    return Names(program=program, window_class=window_class, title="", owner=owner)


WINDOWS = {
    MAIN: names(CRM, "Crm"),
    MENU: names(CRM),
    DIALOG: names(CRM, "Crm", owner=MAIN),
    OTHER: names(NOTES, "Notes"),
    STRANGE: names(NOBODY),
}
MANAGED = {MAIN, DIALOG, OTHER}


def focused(window: int) -> list[int]:
    """Return the windows that count as having the focus where this one has it."""
    return [each for each in WINDOWS if has_focus(each, window, MANAGED, WINDOWS)]


def test_a_menu_without_a_class_stands_where_its_program_does() -> None:
    assert place_of(MENU, WINDOWS) == Place(executable="/usr/bin/crm", window_class="Crm", title="")


def test_what_belongs_to_one_of_several_classes_may_be_any() -> None:
    assert place_of(MENU, {**WINDOWS, OTHER: names(CRM, "Report")}).window_class is None


def test_a_window_of_which_nobody_says_a_class_has_none() -> None:
    assert place_of(STRANGE, WINDOWS) == Place(window_class="", title="")
    assert place_of(MENU, {MENU: names(CRM)}).window_class == ""


def test_a_window_shares_its_focus_with_menus_and_gets_that_of_its_dialogs() -> None:
    assert focused(MAIN) == [MAIN, MENU]
    assert focused(DIALOG) == [MAIN, MENU, DIALOG]
    assert focused(OTHER) == [OTHER]


def test_a_dialog_of_another_program_gives_its_focus_to_nobody() -> None:
    strangers = {**WINDOWS, OTHER: names(NOTES, "Notes", owner=MAIN)}
    assert [each for each in strangers if has_focus(each, OTHER, MANAGED, strangers)] == [OTHER]


def test_without_a_word_on_the_focus_no_window_has_it() -> None:
    assert focused(0) == []
    assert focused(99) == []


def test_dialogs_that_claim_to_belong_to_each_other_have_the_focus_together() -> None:
    ring = {MAIN: names(CRM, "Crm", owner=DIALOG), DIALOG: names(CRM, "Crm", owner=MAIN)}
    assert [each for each in ring if has_focus(each, MAIN, ring, ring)] == [MAIN, DIALOG]
