"""Which characters of a value a mask hides."""

# SPDX-License-Identifier: Apache-2.0

Spans = tuple[tuple[int, int], ...]


def all_but(text: str, start: int, end: int, *, first: int = 0, last: int = 0, share: int = 1) -> Spans:
    """Return what hides all but the `first` and `last` letters and digits; everything where nothing else is left.

    No more than one in `share` of them stays legible at the end.
    """
    if not first and not last:
        return ((start, end),)
    value = text[start:end]
    if value.isalnum():
        count = end - start
        last = min(last, count // share)
        return ((start + first, end - last),) if first + last < count else ((start, end),)
    places = [at for at, character in enumerate(value, start) if character.isalnum()]
    last = min(last, len(places) // share)
    if first + last >= len(places):
        return ((start, end),)
    return ((places[first] if first else start, places[-last - 1] + 1 if last else end),)
