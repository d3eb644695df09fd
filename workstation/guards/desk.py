"""The clean desk: forbidden programs end; files with customer data and removable media are found."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import PurePath

from workstation.facts.actions import Action, EndProgram, WatchFolders, WatchMedia, WatchPrograms
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
    Circumstance,
    FileScanned,
    MediaMounted,
    Observation,
    PolicyChanged,
    ProgramSeen,
    SeatStarted,
)
from workstation.facts.place import Program
from workstation.facts.session import Session
from workstation.guards.raising import raised
from workstation.guards.ruling import Ruling
from workstation.policy.precedence import Rules
from workstation.policy.rules import DeskRule

NEEDS = frozenset({"programs", "folders", "media"})


class DeskGuard:
    """Ends what may not run before it says so; names of files and of media stay off the record.

    The sensors are told anew what to look for whenever other rules hold: what is there already counts then.
    """

    def __init__(self, rules: Rules[DeskRule]) -> None:
        self._rules = rules
        self._first = rules.all[0].id

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Watch from the start; judge what the sensors report of what they were told to watch."""
        holding = tuple(self._rules.applying(session))
        match observation:
            case SeatStarted() | PolicyChanged():
                now = tuple(self._rules.applying(session.after(observation)))
                return Ruling(rule=self._first, actions=(_programs(now), _folders(now), *_media(now)))
            case ProgramSeen(at=at, program=program):
                return None if session.supports(program, at) else _program_seen(holding, observation)
            case FileScanned(folder=folder, data_classes=data_classes):
                return _file_scanned(holding, folder, data_classes)
            case MediaMounted():
                return _media_mounted(holding)
            case _ if isinstance(observation, Circumstance):
                later = session.after(observation)
                is_over = session.support is not None and later.support != session.support
                return self._changed(holding, tuple(self._rules.applying(later)), again=is_over)
            case _:
                return None

    def _changed(self, before: Sequence[DeskRule], now: Sequence[DeskRule], *, again: bool) -> Ruling | None:
        """Look for what the rules say now, where that is something else; `again` for programs that run already."""
        pairs = ((None if again else _programs(before), _programs(now)), (_folders(before), _folders(now)))
        actions: tuple[Action, ...] = tuple(new for old, new in pairs if new != old)
        if not _media(before):
            actions = (*actions, *_media(now))
        return Ruling(rule=self._first, actions=actions) if actions else None


def _programs(holding: Sequence[DeskRule]) -> WatchPrograms:
    names = chain.from_iterable(rule.all_names for rule in holding)
    paths = chain.from_iterable(rule.forbidden_paths for rule in holding)
    digests = chain.from_iterable(rule.forbidden_digests for rule in holding)
    packages = chain.from_iterable(rule.forbidden_packages for rule in holding)
    return WatchPrograms(
        names=tuple(dict.fromkeys(names)),
        paths=tuple(dict.fromkeys(paths)),
        digests=tuple(dict.fromkeys(digests)),
        packages=tuple(dict.fromkeys(packages)),
    )


def _folders(holding: Sequence[DeskRule]) -> WatchFolders:
    return WatchFolders(folders=tuple(dict.fromkeys(chain.from_iterable(rule.folders for rule in holding))))


def _media(holding: Sequence[DeskRule]) -> tuple[WatchMedia, ...]:
    return (WatchMedia(),) if any(_refuses_media(rule) for rule in holding) else ()


def _program_seen(holding: Sequence[DeskRule], seen: ProgramSeen) -> Ruling | None:
    """End a program by the first rule that forbids it, or, where only its sensor knows another name, any programs."""
    program = seen.program
    forbidding = [rule for rule in holding if rule.forbids_programs]
    rule = next(chain((rule for rule in forbidding if _forbids(rule, program, seen.mark)), forbidding), None)
    if rule is None:
        return None
    said = raised(
        rule,
        "program_ended",
        Kind.PROGRAM_ENDED,
        Outcome.ENDED,
        what=program.name,
        application=program.name,
        tool=program,
    )
    return Ruling(rule=rule.id, actions=(EndProgram(program=program), *said))


def _forbids(rule: DeskRule, program: Program, mark: str) -> bool:
    if mark:
        return mark in (*rule.forbidden_digests, *rule.forbidden_packages)
    return any(fnmatchcase(name, wanted.casefold()) for wanted in rule.all_names for name in _names(program)) or any(
        fnmatchcase(program.path, wanted) for wanted in rule.forbidden_paths
    )


def _names(program: Program) -> Iterator[str]:
    yield program.name.casefold()
    yield PurePath(program.name).stem.casefold()


def _file_scanned(holding: Sequence[DeskRule], folder: str, data_classes: Mapping[str, int]) -> Ruling | None:
    rule = next((rule for rule in holding if folder in rule.folders), None)
    if rule is None:
        return None
    said = raised(
        rule,
        "file_found",
        Kind.FILE_FOUND,
        Outcome.DETECTED,
        what=next(iter(data_classes), ""),
        data_classes=data_classes,
        details={"folder": folder},
    )
    return Ruling(rule=rule.id, actions=said)


def _media_mounted(holding: Sequence[DeskRule]) -> Ruling | None:
    rule = next(filter(_refuses_media, holding), None)
    if rule is None:
        return None
    return Ruling(rule=rule.id, actions=raised(rule, "media_found", Kind.MEDIA_FOUND, Outcome.DETECTED))


def _refuses_media(rule: DeskRule) -> bool:
    return rule.removable_media == "refuse"
