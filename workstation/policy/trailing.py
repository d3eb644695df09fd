"""Which marks may trail while they move: those in pages that the extension covers from inside."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workstation.detect.classes import ALL
from workstation.facts.place import Mark
from workstation.facts.session import Session

_Key = tuple[str | None, str | None, str]


def trailing(session: Session, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield `marks`, those in covered pages where their program told them to be, and not all the way there.

    A page counts as covered where the process of a browser that has the extension started our host for it, and where it
    covers at least as many values of the class as are read there. What a policy defines itself no extension looks for.
    """
    if all(mark.told is None for mark in marks):
        yield from marks
        return
    covered, read = _covered(session), Counter(map(_key, marks))
    for mark in marks:
        key = _key(mark)
        if mark.told is None or mark.data_class not in ALL or not mark.place.url or covered[key] < read[key]:
            yield mark
        elif mark.told:
            yield replace(mark, hidden=mark.told, told=None)


def _covered(session: Session) -> Counter[_Key]:
    browsers = {browser.program.pid for browser in session.browsers if browser.is_covered}
    covered: Counter[_Key] = Counter()
    for page in session.pages.values():
        if page.vouched in browsers:
            for data_class, count in page.data_classes.items():
                covered[page.place.executable, page.place.url, data_class] += count
    return covered


def _key(mark: Mark) -> _Key:
    return mark.place.executable, mark.place.url, mark.data_class
