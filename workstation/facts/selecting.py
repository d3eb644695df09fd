"""A selection that a program made in the field with the focus, until it is clear which field that was.

Programs select what stands in a field as the focus comes to it, and tell of the focus some milliseconds later.
"""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import timedelta

from workstation.facts.observations import (
    Circumstance,
    FieldFocused,
    Observation,
    SeatEnding,
    SelectionOwned,
    SelectionSeized,
)
from workstation.facts.place import Field
from workstation.facts.recent import Gesture, repeats

SETTLES_WITHIN = timedelta(seconds=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selecting:
    """`owned` was taken while `field`, a sensitive one of the same program, was known to have the focus.

    `is_emptied` tells that the seat took it over since, whatever rules say by now.
    """

    owned: SelectionOwned
    field: Field
    is_emptied: bool = False

    def is_of_another_field(self, observation: Observation) -> bool:
        """Say whether the focus had left `field` before, and was only told of now."""
        is_soon = observation.at - self.owned.at < SETTLES_WITHIN
        return is_soon and isinstance(observation, FieldFocused) and observation.field != self.field

    def is_settled(self, observation: Observation) -> bool:
        """Say whether `field` is the one, because the focus was still there for long enough."""
        return isinstance(observation, SeatEnding) or observation.at - self.owned.at >= SETTLES_WITHIN


def selecting_after(
    selecting: Selecting | None, recent: tuple[Gesture, ...], focus: Field | None, observation: Observation
) -> Selecting | None:
    """Return what is not clear yet once `observation` happened; `focus` and `recent` are those before it."""
    if selecting is not None and isinstance(observation, FieldFocused | Circumstance | SeatEnding):
        ended = selecting.is_of_another_field(observation) or selecting.is_settled(observation)
        selecting = None if ended else selecting
    match observation:
        case SelectionSeized(selection="PRIMARY", serves="nothing"):
            return selecting and replace(selecting, is_emptied=True)
        case SelectionOwned() if is_unclear(focus, observation) and focus and not repeats(recent, observation):
            return selecting or Selecting(owned=observation, field=focus)
        case _:
            return selecting


def is_unclear(focus: Field | None, owned: SelectionOwned) -> bool:
    """Say whether the field that `owned` was taken in may be another than the one with the focus, by its program."""
    if owned.selection != "PRIMARY" or focus is None or not focus.data_class:
        return False
    path, executable = owned.program.path, focus.place.executable
    return path == executable if path and executable else owned.program.name == focus.application
