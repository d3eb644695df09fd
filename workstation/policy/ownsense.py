"""What makes no sense about data classes: names that no class has, and classes that could not be looked for."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from workstation.detect.classes import ALL
from workstation.errors import PolicyError
from workstation.facts.observations import PICTURE, UNREADABLE
from workstation.policy.ownclass import MOST_CLASSES, OwnClassTable
from workstation.policy.ownclasses import bare
from workstation.policy.pattern import parse_pattern
from workstation.policy.rules import Policy
from workstation.policy.trouble import Trouble
from workstation.policy.watched import NamingRule
from workstation.policy.written import Path

_TAKEN = frozenset({*ALL, "other", UNREADABLE, PICTURE})


def class_troubles(policy: Policy, packs: Sequence[Policy]) -> Iterator[Trouble]:
    """Yield what is wrong with the classes that `policy` defines and names, beside those of its packs."""
    of_packs = [own.id for pack in packs for own in pack.own]
    known = (*ALL, *of_packs, *(own.id for own in policy.own))
    yield from _names(policy, known)
    named = {name for each in (policy, *packs) for _, classes in _classes_of(each) for name in classes}
    taken = {*_TAKEN, *of_packs}
    for number, own in enumerate(policy.own):
        path: Path = ("class", number)
        if own.id in taken:
            yield Trouble((*path, "id"), f'there is a class "{own.id}" already, here, in a pack or in Deskwarden')
        taken.add(own.id)
        yield from _own(own, path)
        if own.id not in named:
            yield Trouble(path, "no masking, clipboard or recording rule names it: nobody would look for it")
    if len(policy.own) + len(of_packs) > MOST_CLASSES:
        yield Trouble(("class",), f"more than {MOST_CLASSES} classes with those of the packs")


def unknown_class(name: str, known: Sequence[str]) -> str:
    """Return in words that no class has this name, and which one may be meant."""
    near = get_close_matches(name, known, n=1)
    return f'no data class is called "{name}"' + (
        f'; the nearest is "{near[0]}"' if near else f"; there are: {_all(known)}"
    )


def _all(known: Sequence[str]) -> str:
    return ", ".join(known)


def _names(policy: Policy, known: Sequence[str]) -> Iterator[Trouble]:
    exceptions = ((("exception", number), each.classes or ()) for number, each in enumerate(policy.exception))
    reveals = ((("reveal", number), each.classes) for number, each in enumerate(policy.reveal))
    for path, classes in (*_classes_of(policy), *exceptions, *reveals):
        for number, name in enumerate(classes):
            if name not in known:
                yield Trouble((*path, "classes", number), unknown_class(name, known))


def _classes_of(policy: Policy) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for number, rule in enumerate(policy.rule):
        if isinstance(rule, NamingRule):
            yield ("rule", number), rule.classes


def _own(own: OwnClassTable, path: Path) -> Iterator[Trouble]:
    for number, words in enumerate(own.words):
        if not any(map(str.isalpha, bare(words))):
            yield Trouble((*path, "words", number), "has no Latin letters; nothing could be found beside it")
    try:
        shape = parse_pattern(own.pattern)
    except PolicyError as error:
        yield Trouble((*path, "pattern"), f'pattern: "{own.pattern}", {error}')
        return
    if own.mask.first + own.mask.last > shape.alphanumeric // 2:
        most = shape.alphanumeric // 2
        yield Trouble(
            (*path, "mask"),
            f"leaves more than half legible: of the {shape.alphanumeric} letters and digits that a value has at least, "
            f"{most} together at most",
        )
