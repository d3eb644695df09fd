"""The words that sentences are made of: translation, names, counts, times."""

# SPDX-License-Identifier: Apache-2.0

import gettext
import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path

from ui.present.classes import CLASSES, UNKNOWN
from workstation.facts import observations
from workstation.facts.typedreason import is_sayable

_catalogue: gettext.NullTranslations = gettext.translation(
    "deskwarden", Path(__file__).parent.parent / "locale", fallback=True
)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def translate(sentence: str) -> str:
    """Return `sentence` in the user's language, itself where there is no translation."""
    return _catalogue.gettext(sentence)


def plural(one: str, many: str, count: int) -> str:
    """Return the form of the user's language for `count`, with the count filled in."""
    return _catalogue.ngettext(one, many, count).format(count=count)


def data_class(name: str) -> str:
    """Return a data class in words; one of a policy's own by its id, none at all as "sensitive data"."""
    return translate(CLASSES[name].alone) if name in CLASSES else _own_class(name) or translate(UNKNOWN.alone)


def counted(data_classes: Mapping[str, int]) -> str:
    """Return classes with their counts, as in "3 card numbers and 1 security code"."""
    known = [_counted_class(name, count) for name, count in data_classes.items()]
    return listed(known) if known else translate("sensitive data")


def listed(things: list[str]) -> str:
    """Return things as one enumeration; at least one must be given."""
    *most, last = things
    if not most:
        return last
    return translate("{most} and {last}").format(most=", ".join(most), last=last)


def application(name: str) -> str:
    """Return a program's name, or words for one that has none."""
    return name or translate("an unknown program")


def with_digest(sentence: str, digest: object) -> str:
    """Return `sentence` with how the digest of the program's file begins, itself where that is not known."""
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return sentence
    begins = translate("The SHA-256 of its file begins with {digits}.").format(digits=digest[7:23])
    return f"{sentence} {begins}"


def with_reason(sentence: str, reason: object) -> str:
    """Return `sentence` with a reason in the agent's own words, itself without one that can be shown whole."""
    if not isinstance(reason, str) or not is_sayable(reason):
        return sentence
    why = translate("The reason given: “{reason}”").format(reason=reason)
    return f"{sentence} {why}"


def capitalised(words: str) -> str:
    """Return words fit to begin a sentence."""
    return words[:1].upper() + words[1:]


def folder(name: str) -> str:
    """Return a folder's name, or words for one that is not told."""
    return name or translate("a watched folder")


def close() -> str:
    """Return the button that closes a window."""
    return translate("Close")


def person(name: str) -> str:
    """Return an agent's name, or words for nobody signed in."""
    return name or translate("someone not signed in")


def time_of_day(at: datetime, zone: tzinfo | None = None) -> str:
    """Return hour and minute in `zone`, the system's own where None."""
    return f"{at.astimezone(zone):%H:%M}"


def support_sentence(program: str, until: datetime | None, approver: str) -> str:
    """Return that remote support is allowed: by which program, until when if that is told, and who approved it."""
    if until is None:
        return translate("Remote support by {program} is allowed.").format(program=application(program))
    sentence = translate("Remote support by {program} is allowed until {time} (approved by {person}).")
    return sentence.format(program=application(program), time=time_of_day(until), person=approver)


def zone_name(at: datetime, zone: tzinfo | None = None) -> str:
    """Return the name of the zone that times around `at` are told in."""
    return f"{at.astimezone(zone):%Z}"


def short_day(at: datetime, zone: tzinfo | None = None) -> str:
    """Return the day of `at` as a table shows it."""
    local = at.astimezone(zone)
    return translate("{weekday} {day} {month}").format(weekday=f"{local:%a}", day=local.day, month=f"{local:%b}")


def day(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return the day of `at` as people say it on the day of `now`."""
    local = at.astimezone(zone)
    date = translate("{weekday}, {day} {month} {year}").format(
        weekday=f"{local:%A}", day=local.day, month=f"{local:%B}", year=local.year
    )
    match (now.astimezone(zone).date() - local.date()).days:
        case 0:
            return translate("Today, {date}").format(date=date)
        case 1:
            return translate("Yesterday, {date}").format(date=date)
        case _:
            return date


def _counted_class(name: str, count: int) -> str:
    if name == observations.UNREADABLE:
        return translate("something that could not be read")
    if name == observations.PICTURE:
        return translate("a picture")
    if name in CLASSES:
        return plural(CLASSES[name].one, CLASSES[name].many, count)
    own = _own_class(name)
    return plural(UNKNOWN.one, UNKNOWN.many, count) + (f" ({own})" if own else "")


def _own_class(name: str) -> str:
    """Return the words of the id of a class that a policy defined."""
    return name.replace("_", " ").strip()
