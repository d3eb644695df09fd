"""Which facts are the same gesture again: a held key, a selection that grows under the mouse, a film of the screen."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import timedelta

from workstation.facts.observations import ChordSwallowed, Observation, PixelsRead, SelectionOwned, SelectionRead
from workstation.facts.pagefacts import PageRefused, PageUncovered

REPEAT = timedelta(seconds=1)

Gesture = ChordSwallowed | PageRefused | PageUncovered | PixelsRead | SelectionOwned | SelectionRead


def repeats(recent: tuple[Gesture, ...], gesture: Gesture) -> bool:
    """Say whether `gesture` continues one of `recent`: the same but for its time, and at most `REPEAT` later."""
    return any(_is_continued(known, gesture) for known in recent)


def remember(recent: tuple[Gesture, ...], observation: Observation) -> tuple[Gesture, ...]:
    """Return the gestures that a later one could continue; a fact that is no gesture changes nothing."""
    if not isinstance(observation, Gesture):
        return recent
    others = (known for known in recent if not _is_same(known, observation) and _is_near(known, observation))
    return (*others, observation)


def _is_continued(known: Gesture, gesture: Gesture) -> bool:
    return _is_near(known, gesture) and _is_same(known, gesture)


def _is_near(known: Gesture, gesture: Gesture) -> bool:
    return timedelta() <= gesture.at - known.at <= REPEAT


def _is_same(known: Gesture, gesture: Gesture) -> bool:
    if isinstance(known, SelectionRead) and isinstance(gesture, SelectionRead):
        known = replace(known, reading=gesture.reading)
    if isinstance(known, PixelsRead) and isinstance(gesture, PixelsRead):
        known = replace(known, reads=gesture.reads)
    return replace(known, at=gesture.at) == gesture
