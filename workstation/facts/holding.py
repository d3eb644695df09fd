"""What selections hold, as far as it was read, and who gives it out: the program that took it, or the seat."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.facts.observations import (
    Observation,
    Selection,
    SelectionOwned,
    SelectionRead,
    SelectionSeized,
    Serves,
)
from workstation.facts.place import Program

MOST_SELECTING = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something sensitive in a selection; `serves` is what the seat gives of it, to the programs `into`.

    None is what nobody seized: its program gives all of it to everybody.
    """

    read: SelectionRead
    serves: Serves | None = None
    into: tuple[str, ...] = ()


def held_after(held: Mapping[Selection, Held], observation: Observation) -> Mapping[Selection, Held]:
    """Return what selections hold once `observation` happened; another owner ends it, and so does emptying."""
    match observation:
        case SelectionOwned(selection=selection) | SelectionSeized(selection=selection, serves="nothing"):
            return {each: known for each, known in held.items() if each != selection}
        case SelectionSeized(selection=selection, serves=serves, into=into) if known := held.get(selection):
            return {**held, selection: Held(read=known.read, serves=serves, into=into)}
        case SelectionRead(selection=selection, data_classes=classes, pictured=pictured):
            others = {each: known for each, known in held.items() if each != selection}
            return {**others, selection: Held(read=observation)} if classes or pictured else others
        case _:
            return held


def selected_after(
    selected: Mapping[Program, SelectionRead], observation: Observation
) -> Mapping[Program, SelectionRead]:
    """Return what programs have selected, where that is sensitive; one may do so though PRIMARY is another's by now."""
    match observation:
        case SelectionRead(selection="PRIMARY", program=program, data_classes=classes):
            others = {each: read for each, read in selected.items() if each != program}
            latest = dict(list(others.items())[1 - MOST_SELECTING :])
            return {**latest, program: observation} if classes else others
        case _:
            return selected
