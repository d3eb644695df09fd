"""What clipboard rules let a selection keep: nothing, the masked form, or all of it for some programs or a while."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable, Iterator
from functools import reduce

from msgspec.structs import replace

from workstation.facts.observations import Pictures
from workstation.policy.rules import ClipboardRule
from workstation.policy.trouble import Trouble
from workstation.policy.width import holds_all
from workstation.policy.written import Path

_STRICT_FIRST = ("block", "redact", "allow-within", "expire")
_PICTURES: tuple[Pictures, ...] = ("refuse", "read", "leave")
KEEPS_CONTENT = frozenset({"redact", "allow-within"})
"""Modes for which the seat itself hands on what was taken, masked or to some programs alone."""

WHOLE = frozenset({"allow-within", "expire"})
"""Modes that leave the whole there, for a while."""


def strictest(rules: Iterable[ClipboardRule]) -> ClipboardRule | None:
    """Return the strictest of these rules with the limits of those that are as strict; None of none."""
    ranked = sorted(rules, key=_rank)
    return reduce(_both, ranked) if ranked else None


def pictures_of(rules: Iterable[ClipboardRule]) -> Pictures:
    """Return what has to be told of pictures so that each of these rules can be judged."""
    wanted = {rule.pictures for rule in rules}
    return "read" if "read" in wanted else "refuse" if "refuse" in wanted else "leave"


def keeps_as_little(one: ClipboardRule, other: ClipboardRule) -> bool:
    """Say whether `one` lets a selection keep nothing that `other` does not, in no more programs and for no longer."""
    if _PICTURES.index(one.pictures) > _PICTURES.index(other.pictures):
        return False
    if one.mode != other.mode or one.mode in {"block", "redact"}:
        is_longer = other.mode == "expire" and one.mode == "allow-within" and one.expire_seconds > other.expire_seconds
        return _rank(one) <= _rank(other) and not is_longer
    return one.expire_seconds <= other.expire_seconds and holds_all(other.into, one.into)


def keeping_troubles(rule: ClipboardRule, path: Path) -> Iterator[Trouble]:
    """Yield what is wrong with the programs that a rule lets data go into."""
    if rule.mode == "allow-within" and not rule.into:
        yield Trouble((*path, "mode"), 'allows no program at all; give `into`, or mode = "block"')
    if rule.mode != "allow-within" and rule.into:
        yield Trouble((*path, "into"), 'only mode = "allow-within" asks who pastes; leave it out')


def _rank(rule: ClipboardRule) -> int:
    return _STRICT_FIRST.index(rule.mode)


def _both(one: ClipboardRule, other: ClipboardRule) -> ClipboardRule:
    """Return the stricter, which is the first, with the limits of both."""
    seconds = min(one.expire_seconds, other.expire_seconds)
    into = tuple(path for path in one.into if path in other.into) if one.mode == other.mode else one.into
    pictures = min(one.pictures, other.pictures, key=_PICTURES.index)
    return replace(one, expire_seconds=seconds, into=into, pictures=pictures)
