"""The clean desk: what may not run ends, what may not lie there is found."""

# SPDX-License-Identifier: Apache-2.0

from tests.core.seats import SCROT, actions, at, bodies, kinds, notices, seat
from workstation.facts.actions import EndProgram, Notify, WatchFolders, WatchMedia, WatchPrograms
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ClockTicked, FileScanned, MediaMounted, ProgramSeen, SeatStarted
from workstation.facts.truth import Truth
from workstation.guards.desk import DeskGuard
from workstation.policy.rules import DeskRule

RULE = DeskRule(id="desk", forbidden_names=("scrot",), forbidden_paths=("/opt/x/*",), folders=("Desktop",))
GUARD = DeskGuard(RULE)
LENIENT = DeskGuard(DeskRule(id="desk", removable_media="allow"))
STARTED = SeatStarted(at=at(0))


def test_programs_folders_and_media_are_watched_from_the_start() -> None:
    assert actions(GUARD, seat(truth=Truth.SIGNED_OUT), STARTED) == (
        WatchPrograms(names=("scrot",), paths=("/opt/x/*",)),
        WatchFolders(folders=("Desktop",)),
        WatchMedia(),
    )


def test_a_forbidden_program_ends_before_it_is_written_down() -> None:
    did = actions(GUARD, seat(), ProgramSeen(at=at(1), program=SCROT))
    assert kinds(did) == ["EndProgram", "WriteEntry", "Notify"]
    assert did[0] == EndProgram(program=SCROT)
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.PROGRAM_ENDED, Severity.VIOLATION, Outcome.ENDED)
    assert body.application == "scrot"
    assert did[-1] == Notify(event="program_ended", rule="desk", what="scrot", reason=RULE.reason, instead=RULE.instead)


def test_a_file_with_sensitive_data_is_found_without_its_name() -> None:
    found = FileScanned(at=at(1), folder="Downloads", data_classes={"card_number": 3})
    did = actions(GUARD, seat(), found)
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.FILE_FOUND, Severity.VIOLATION, Outcome.DETECTED)
    assert (body.data_classes, body.details) == ({"card_number": 3}, {"folder": "Downloads"})
    assert did[-1] == Notify(
        event="file_found", rule="desk", what="card_number", reason=RULE.reason, instead=RULE.instead
    )


def test_a_removable_medium_is_found_without_its_name() -> None:
    did = actions(GUARD, seat(), MediaMounted(at=at(1), mount_point="/media/maria/CUSTOMERS"))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.MEDIA_FOUND, Severity.VIOLATION, Outcome.DETECTED)
    assert "CUSTOMERS" not in str(did)
    assert notices(did) == ["media_found"]


def test_media_that_the_rule_allows_are_neither_watched_nor_found() -> None:
    assert WatchMedia() not in actions(LENIENT, seat(), STARTED)
    assert LENIENT.judge(seat(), MediaMounted(at=at(1), mount_point="/media/maria/usb")) is None


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
