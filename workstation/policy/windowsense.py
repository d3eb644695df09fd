"""What makes no sense in a window rule: one that would cover everything, nothing, or a place that is nowhere."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from workstation.policy.rules import GrantedException, WindowRule
from workstation.policy.trouble import Trouble
from workstation.policy.written import Path

_NO_ADDRESS = "no window tells the address of its page; give executable, window_class or title"


def window_troubles(rule: WindowRule, path: Path) -> Iterator[Trouble]:
    """Yield what is wrong with one window rule."""
    if not rule.scope.applications:
        yield Trouble(path, "would cover every window; say which programs: scope = { applications = […] }")
    for number, application in enumerate(rule.scope.applications):
        if application.url is not None:
            yield Trouble((*path, "scope", "applications", number), f"{_NO_ADDRESS}; it would cover any window")
    if rule.scope.fields:
        yield Trouble((*path, "scope", "fields"), "a window is covered whole or by regions, not by fields")
    if (rule.cover == "regions") is not bool(rule.regions):
        missing = "covers no region; give regions = […]"
        yield Trouble(path, missing if rule.cover == "regions" else 'has regions without cover = "regions"')
    if rule.cover == "watched" and not rule.while_watched:
        yield Trouble(path, "covers nothing: it is for watched windows, and while_watched is false")
    if rule.allow and (rule.cover == "always" or not rule.while_watched):
        yield Trouble((*path, "allow"), "allows nothing: who reads the screen changes nothing here")
    yield from _regions(rule, path)


def _regions(rule: WindowRule, path: Path) -> Iterator[Trouble]:
    names = [region.name for region in rule.regions]
    for number, region in enumerate(rule.regions):
        where = (*path, "regions", number)
        for keys in region.untold():
            yield Trouble(where, f'"{region.name}" is nowhere: say two of {keys[0]}, {keys[1]} and {keys[2]}')
        if region.name in names[:number]:
            yield Trouble((*where, "name"), "another region of this rule has this name already; each has its own")


def lifting_troubles(exception: GrantedException, rule: WindowRule, path: Path) -> Iterator[Trouble]:
    """Yield why an exception could never lift this window rule."""
    for number, application in enumerate(exception.scope.applications):
        if application.url is not None:
            yield Trouble((*path, "scope", "applications", number), f'{_NO_ADDRESS}; the rule "{rule.id}" stays')
    if exception.scope.fields:
        yield Trouble((*path, "scope", "fields"), f'the rule "{rule.id}" knows no fields; nothing could match')
    if exception.classes is not None:
        yield Trouble((*path, "classes"), f'the rule "{rule.id}" knows no data classes; nothing could match')
