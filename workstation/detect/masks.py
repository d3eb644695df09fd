"""Which characters of a value a mask hides."""

# SPDX-License-Identifier: Apache-2.0

Spans = tuple[tuple[int, int], ...]


def all_but(text: str, start: int, end: int, *, first: int = 0, last: int = 0) -> Spans:
    """Return what hides all but the `first` and `last` letters and digits; everything where nothing else is left."""
    places = [at for at in range(start, end) if text[at].isalnum()]
    if first + last >= len(places):
        return ((start, end),)
    hidden_from = places[first] if first else start
    hidden_to = places[-last - 1] + 1 if last else end
    return ((hidden_from, hidden_to),)


def no_more_than_a_third(text: str, start: int, end: int, last: int) -> int:
    """Return `last`, or as many as a third of the value's letters and digits where that is less."""
    return min(last, sum(text[at].isalnum() for at in range(start, end)) // 3)
