"""The clean desk: forbidden programs end; files with customer data and removable media are found."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping

from workstation.facts.actions import Action, EndProgram, WatchFolders, WatchMedia, WatchPrograms
from workstation.facts.kinds import Kind, Outcome
from workstation.facts.observations import (
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
from workstation.policy.rules import DeskRule

NEEDS = frozenset({"programs", "folders", "media"})


class DeskGuard:
    """Ends what may not run before it says so; names of files and of media stay off the record."""

    def __init__(self, rule: DeskRule) -> None:
        self._rule = rule

    def judge(self, session: Session, observation: Observation) -> Ruling | None:  # noqa: ARG002 - the same in any session
        """Watch from the start; judge what the sensors report of what they were told to watch."""
        match observation:
            case SeatStarted() | PolicyChanged():
                return Ruling(rule=self._rule.id, actions=self._watches())
            case ProgramSeen(program=program):
                return self._program_seen(program)
            case FileScanned(folder=folder, data_classes=data_classes):
                return self._file_scanned(folder, data_classes)
            case MediaMounted() if self._rule.removable_media == "refuse":
                return self._media_mounted()
            case _:
                return None

    def _watches(self) -> tuple[Action, ...]:
        programs = WatchPrograms(names=self._rule.forbidden_names, paths=self._rule.forbidden_paths)
        media = (WatchMedia(),) if self._rule.removable_media == "refuse" else ()
        return (programs, WatchFolders(folders=self._rule.folders), *media)

    def _program_seen(self, program: Program) -> Ruling:
        said = raised(
            self._rule,
            "program_ended",
            Kind.PROGRAM_ENDED,
            Outcome.ENDED,
            what=program.name,
            application=program.name,
        )
        return Ruling(rule=self._rule.id, actions=(EndProgram(program=program), *said))

    def _file_scanned(self, folder: str, data_classes: Mapping[str, int]) -> Ruling:
        said = raised(
            self._rule,
            "file_found",
            Kind.FILE_FOUND,
            Outcome.DETECTED,
            what=next(iter(data_classes), ""),
            data_classes=data_classes,
            details={"folder": folder},
        )
        return Ruling(rule=self._rule.id, actions=said)

    def _media_mounted(self) -> Ruling:
        said = raised(self._rule, "media_found", Kind.MEDIA_FOUND, Outcome.DETECTED)
        return Ruling(rule=self._rule.id, actions=said)
