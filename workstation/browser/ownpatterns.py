"""The classes of a policy's own as the extension looks for them: patterns in JavaScript, words as they are found."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from functools import cache

from workstation.browser.expressions import translated
from workstation.browser.messages import OwnSaid, PhraseSaid
from workstation.detect.ownfindings import own_phrases
from workstation.detect.ownscan import padded
from workstation.facts.actions import PageClass
from workstation.policy.pattern import compiled, parse_pattern


def own_said(own: Sequence[PageClass]) -> tuple[OwnSaid, ...]:
    """Return what the extension is told of classes that a policy defines."""
    return tuple(map(_said, own))


@cache
def _said(one: PageClass) -> OwnSaid:
    expression = translated(compiled(parse_pattern(one.pattern)))
    return OwnSaid(
        id=one.data_class,
        source=expression.source,
        flags=expression.flags,
        check=one.check,
        first=one.first,
        last=one.last,
        labels=tuple(map(padded, one.words)),
        phrases=tuple(
            PhraseSaid(
                word=word,
                before=phrase.before,
                after=phrase.after,
                is_weak=phrase.is_weak,
                needs_number=phrase.needs_number,
                is_capital=phrase.is_capital,
                size=phrase.size,
            )
            for word, phrases in own_phrases({one.data_class: one.words}).items()
            for phrase in phrases
        ),
    )
