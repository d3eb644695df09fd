"""Whether the classes of a policy's own still find and hide all that they did."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence

from workstation.policy.ownclass import OwnClassTable


def classes_loosened(before: Sequence[OwnClassTable], now: Sequence[OwnClassTable]) -> Iterator[str]:
    """Yield, in words, every class that is gone, that may find less or leave more legible, or take another's values."""
    known = {own.id: own for own in now}
    for own in before:
        if own.id not in known:
            yield f'the class "{own.id}" is gone'
        elif not _finds_as_much(known[own.id], own):
            yield f'the class "{own.id}" is changed, and may find less'
        elif not _hides_as_much(known[own.id], own):
            yield f'the class "{own.id}" is changed, and leaves more legible'
    old = {own.id: own for own in before}
    for own in now if before else ():
        if own.id not in old or (len(before) > 1 and _finds_more(own, old[own.id])):
            how = "finds more" if own.id in old else "is new"
            yield f'the class "{own.id}" {how}, and may take values of another class of the policy\'s own'


def _finds_more(now: OwnClassTable, before: OwnClassTable) -> bool:
    return (now.validator, set(now.words)) != (before.validator, set(before.words))


def _finds_as_much(now: OwnClassTable, before: OwnClassTable) -> bool:
    """Say whether the same pattern is looked for with no more conditions."""
    return (
        now.pattern == before.pattern
        and now.validator in {"none", before.validator}
        and (not now.words or (bool(before.words) and set(before.words) <= set(now.words)))
    )


def _hides_as_much(now: OwnClassTable, before: OwnClassTable) -> bool:
    return now.mask.first <= before.mask.first and now.mask.last <= before.mask.last
