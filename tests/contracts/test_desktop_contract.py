"""What every desktop promises to the seat's engine."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from tests.contracts.worlds import COPIER, COVER, MARK, READER, RECORDER, WINDOW, PlayedWorld, World, X11World
from tests.desktop.bed import Bed, eventually
from tests.desktop.reports import Reports
from workstation.facts.actions import SeizeSelection
from workstation.facts.body import Body
from workstation.facts.capability import Strength
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    PICTURE,
    ChordSwallowed,
    InputIdled,
    InputResumed,
    PixelsRead,
    ReaderIdentified,
    RecordersSeen,
    Selection,
    SelectionOwned,
    SelectionRead,
    SelectionSeized,
    SensorFailed,
    Serves,
    ToolIdentified,
    WindowsSeen,
)
from workstation.facts.place import Place, Program, Rect
from workstation.facts.signature import Signature

CARD = "4111 1111 1111 1111"
FIELD = Rect(100, 100, 200, 50)
LIMIT = timedelta(milliseconds=300)
SELECTIONS: tuple[Selection, ...] = tuple(each for each in get_args(Selection) if each != "XdndSelection")


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture(params=["played", pytest.param("x11", marks=pytest.mark.desktop)])
def world(request: pytest.FixtureRequest, reports: Reports, tmp_path: Path) -> Iterator[World]:
    """Start one desktop with its surroundings."""
    surroundings: World
    if request.param == "played":
        surroundings = PlayedWorld()
    else:
        bed: Bed = request.getfixturevalue("bed")
        surroundings = X11World(bed, tmp_path)
    surroundings.desktop.start(reports.post)
    yield surroundings
    surroundings.desktop.stop()
    surroundings.close()


def test_it_says_what_it_can_keep_and_why_not_where_it_cannot(world: World) -> None:
    capabilities = world.desktop.capabilities()
    promises = [capability.promise for capability in capabilities]
    assert promises
    assert len(set(promises)) == len(promises)
    assert all(capability.why for capability in capabilities if capability.strength is Strength.NOT_HERE)


def test_what_a_selection_holds_is_judged_again_where_everything_is_read_anew(world: World, reports: Reports) -> None:
    world.desktop.watch_selections()
    world.copy(CARD, "CLIPBOARD")
    reports.first(SelectionRead)
    world.desktop.watch_selections()
    world.desktop.read_anew()
    assert reports.first(SelectionRead, never=SelectionOwned).data_classes == {"card_number": 1}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_taken_selection_is_told_and_then_judged(world: World, reports: Reports, selection: Selection) -> None:
    world.desktop.watch_selections()
    world.copy(CARD, selection)
    owned = reports.first(SelectionOwned)
    read = reports.first(SelectionRead)
    assert owned.selection == read.selection == selection
    assert owned.program.name == read.program.name == COPIER.name
    assert read.data_classes == {"card_number": 1}


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_seized_selection_pastes_nothing(world: World, reports: Reports, selection: Selection) -> None:
    world.desktop.watch_selections()
    world.copy(CARD, selection)
    reports.first(SelectionOwned)
    assert world.paste(selection) == CARD
    world.desktop.seize_selection(SeizeSelection(selection=selection))
    assert world.paste(selection) == ""


def test_pictures_are_told_of_where_they_matter_and_read_where_that_is_wanted(world: World, reports: Reports) -> None:
    world.desktop.watch_selections()
    world.copy_picture(f"Card {CARD}", "CLIPBOARD")
    assert not reports.first(SelectionRead).pictured
    world.desktop.watch_selections(pictures="refuse")
    world.copy_picture(f"Card {CARD}", "CLIPBOARD")
    assert reports.first(SelectionRead).pictured == {PICTURE: 1}
    world.desktop.watch_selections(pictures="read")
    world.copy_picture(f"Card {CARD}", "CLIPBOARD")
    first = reports.first(SelectionRead)
    late = reports.first(SelectionRead)
    assert (first.pictured, first.data_classes) == ({PICTURE: 1}, {})
    assert (late.pictured, late.data_classes) == ({PICTURE: 1, "card_number": 1}, {})


SERVED: dict[str, tuple[Serves, tuple[str, ...], str]] = {
    "masked": ("masked", (), "Pay 4111 11••••••• 1111 today"),
    "whole, for this program": ("whole", ("/usr/bin/*",), f"Pay {CARD} today"),
    "whole, for another": ("whole", ("/opt/pay/*",), ""),
    "whole, for none": ("whole", (), ""),
}


@pytest.mark.parametrize(("serves", "into", "pasted"), SERVED.values(), ids=SERVED)
def test_a_seized_selection_gives_what_it_is_told_to_and_to_whom(
    world: World, reports: Reports, serves: Serves, into: tuple[str, ...], pasted: str
) -> None:
    world.desktop.watch_selections(keeps=True)
    world.copy(f"Pay {CARD} today", "CLIPBOARD")
    reading = reports.first(SelectionRead).reading
    seizing = SeizeSelection(selection="CLIPBOARD", reading=reading, serves=serves, into=into)
    world.desktop.seize_selection(seizing)
    told = reports.first(SelectionSeized)
    assert (told.selection, told.serves, told.into) == ("CLIPBOARD", serves, into)
    assert world.paste("CLIPBOARD") == pasted
    world.desktop.seize_selection(SeizeSelection(selection="CLIPBOARD"))
    assert reports.first(SelectionSeized).serves == "nothing"
    assert world.paste("CLIPBOARD") == ""
    world.desktop.seize_selection(seizing)
    assert world.paste("CLIPBOARD") == "", "what was emptied does not come back"


def test_a_text_is_given_for_its_own_reading_alone(world: World, reports: Reports) -> None:
    world.desktop.watch_selections(keeps=True)
    world.copy(f"Pay {CARD} today", "CLIPBOARD")
    first = reports.first(SelectionRead).reading
    world.copy(f"Pay {CARD} tomorrow", "CLIPBOARD")
    assert reports.first(SelectionRead).reading != first
    world.desktop.seize_selection(SeizeSelection(selection="CLIPBOARD", reading=first, serves="masked"))
    assert world.paste("CLIPBOARD") == ""


def test_what_was_given_out_is_no_more_where_texts_are_no_longer_kept(world: World, reports: Reports) -> None:
    world.desktop.watch_selections(keeps=True)
    world.copy(f"Pay {CARD} today", "CLIPBOARD")
    reading = reports.first(SelectionRead).reading
    world.desktop.seize_selection(SeizeSelection(selection="CLIPBOARD", reading=reading, serves="masked"))
    assert world.paste("CLIPBOARD")
    world.desktop.watch_selections()
    assert world.paste("CLIPBOARD") == ""


def test_without_being_told_to_keep_texts_nothing_is_given(world: World, reports: Reports) -> None:
    world.desktop.watch_selections()
    world.copy(f"Pay {CARD} today", "CLIPBOARD")
    reading = reports.first(SelectionRead).reading
    world.desktop.seize_selection(
        SeizeSelection(selection="CLIPBOARD", reading=reading, serves="whole", into=("/usr/bin/*",))
    )
    assert world.paste("CLIPBOARD") == ""


@pytest.mark.parametrize("selection", SELECTIONS)
def test_what_is_taken_while_copying_is_held_is_seized_before_it_is_told(
    world: World, reports: Reports, selection: Selection
) -> None:
    world.desktop.watch_selections()
    world.desktop.hold_copying(FIELD)
    world.copy(CARD, selection)
    assert reports.first(SelectionOwned).program.name == COPIER.name
    assert world.paste(selection) == ""
    world.desktop.free_copying()
    world.copy(CARD, selection)
    reports.first(SelectionOwned)
    assert world.paste(selection) == CARD


def test_a_chord_reaches_programs_only_while_it_is_free(world: World, reports: Reports) -> None:
    assert world.press("Ctrl+C")
    world.desktop.hold_copying(FIELD)
    assert not world.press("Ctrl+C")
    assert reports.first(ChordSwallowed).chord == "Ctrl+C"
    world.desktop.free_copying()
    assert world.press("Ctrl+C")


def test_the_right_button_is_held_inside_the_field_only(world: World, reports: Reports) -> None:
    world.desktop.hold_copying(FIELD)
    assert world.click(3, FIELD.x + FIELD.width + 20, FIELD.y)
    assert not world.click(3, FIELD.x + 5, FIELD.y + 5)
    assert reports.first(ChordSwallowed).chord == "right button"
    world.desktop.free_copying()
    assert world.click(3, FIELD.x + 5, FIELD.y + 5)


def test_capture_keys_stay_held_when_copying_is_freed(world: World, reports: Reports) -> None:
    world.desktop.hold_capture_keys()
    world.desktop.hold_copying(FIELD)
    world.desktop.free_copying()
    assert not world.press("Print")
    swallowed = reports.first(ChordSwallowed)
    assert (swallowed.chord, swallowed.purpose) == ("Print", "capture")


def test_capture_keys_can_be_let_go_and_held_again(world: World, reports: Reports) -> None:
    world.desktop.hold_capture_keys()
    world.desktop.hold_copying(FIELD)
    world.desktop.free_capture_keys()
    world.press("Print")
    world.press("Ctrl+C")
    assert reports.first(ChordSwallowed).chord == "Ctrl+C"
    world.desktop.hold_capture_keys()
    world.press("Print")
    assert reports.first(ChordSwallowed).chord == "Print"


def test_what_prints_and_what_saves_is_held_apart_from_all_else(world: World, reports: Reports) -> None:
    world.desktop.hold_printing(("print", "save"))
    assert not world.press("Ctrl+P")
    assert not world.press("Ctrl+S")
    assert reports.first(ChordSwallowed).purpose == "print"
    assert reports.first(ChordSwallowed).purpose == "save"
    assert world.press("Ctrl+C")
    world.desktop.hold_printing(("save",))
    world.desktop.hold_copying(FIELD)
    world.desktop.free_copying()
    assert world.press("Ctrl+P")
    assert not world.press("Ctrl+S")
    world.desktop.hold_printing(())
    assert world.press("Ctrl+S")


def test_a_reader_of_the_screen_is_named(world: World, reports: Reports) -> None:
    world.desktop.watch_readers()
    world.read_screen()
    assert reports.first(PixelsRead).program.name == READER.name


def test_a_reader_is_identified_by_the_file_that_it_executed_though_it_has_ended(
    world: World, reports: Reports
) -> None:
    world.desktop.watch_readers()
    world.read_screen()
    body = Body(kind=Kind.PIXELS_READ, severity=Severity.VIOLATION, outcome=Outcome.DETECTED, application="scrot")
    world.desktop.identify(reports.first(PixelsRead).program, body)
    told = reports.first(ToolIdentified).body
    assert (told.kind, told.application) == (body.kind, body.application)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", str(told.details["digest"]))


def test_a_reader_is_identified_before_it_is_judged_as_well(world: World, reports: Reports) -> None:
    world.desktop.watch_readers()
    world.read_screen()
    program = reports.first(PixelsRead).program
    world.desktop.identify_reader(program, "pixels_read")
    told = reports.first(ReaderIdentified)
    assert (told.program, told.seen) == (program, "pixels_read")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", told.digest)


def test_a_program_that_is_made_for_filming_is_told_while_it_runs(world: World, reports: Reports) -> None:
    world.desktop.watch_readers()
    world.connect_recorder()
    assert [program.name for program in reports.first(RecordersSeen).programs] == [RECORDER.name]
    world.end_recorder()
    assert reports.first(RecordersSeen).programs == ()


def test_a_recorder_that_runs_already_is_told_at_once(world: World, reports: Reports) -> None:
    world.connect_recorder()
    world.desktop.watch_windows()
    reports.first(
        WindowsSeen, where=lambda seen: world.is_played or "peek" in [each.application for each in seen.windows]
    )
    world.desktop.watch_readers()
    assert [program.name for program in reports.first(RecordersSeen).programs] == [RECORDER.name]


def test_a_recorder_that_a_policy_names_is_told_from_then_on(world: World, reports: Reports) -> None:
    own = Program(name="acme-desk-eye", path="/opt/acme/acme-desk-eye", pid=5)
    world.desktop.watch_readers()
    world.connect_recorder(own)
    world.connect_recorder()
    assert [program.name for program in reports.first(RecordersSeen).programs] == [RECORDER.name]
    world.desktop.watch_readers((Signature("Acme-*"),))
    assert {program.name for program in reports.first(RecordersSeen).programs} == {own.name, RECORDER.name}
    world.desktop.watch_readers()
    assert [program.name for program in reports.first(RecordersSeen).programs] == [RECORDER.name]


def test_looking_at_processes_that_are_gone_tells_nothing(world: World, reports: Reports) -> None:
    world.desktop.look_at_programs((1 << 30,))
    world.desktop.watch_readers()
    world.desktop.look_at_programs((1 << 30,))
    world.read_screen()
    reports.first(PixelsRead, never=RecordersSeen)


def test_idling_is_told_at_the_limit_and_input_after_it(world: World, reports: Reports) -> None:
    world.touch()
    world.desktop.watch_idle((LIMIT,))
    world.leave_alone(LIMIT)
    assert reports.first(InputIdled).idle >= LIMIT
    world.touch()
    reports.first(InputResumed)


def test_masks_cover_until_they_are_taken_away(world: World) -> None:
    assert not world.is_masked()
    world.desktop.show_masks((MARK,))
    eventually(world.is_masked, "the mask covers")
    world.desktop.show_masks(())
    eventually(lambda: not world.is_masked(), "the mask is gone")


def test_a_cover_stays_where_the_masks_are_taken_away_and_a_mask_where_the_covers_are(world: World) -> None:
    world.desktop.cover_windows((COVER,))
    eventually(world.is_masked, "the cover covers")
    world.desktop.show_masks((MARK,))
    world.desktop.show_masks(())
    assert world.is_masked()
    world.desktop.show_masks((MARK,))
    world.desktop.cover_windows(())
    assert world.is_masked()
    world.desktop.show_masks(())
    eventually(lambda: not world.is_masked(), "nothing is covered")


def test_windows_are_told_at_once_and_whenever_one_comes_or_goes(world: World, reports: Reports) -> None:
    world.desktop.watch_windows()
    assert WINDOW.place not in places(reports.first(WindowsSeen))
    world.open_window()
    seen = reports.first(WindowsSeen, where=lambda seen: WINDOW.place in places(seen) and seen.windows[-1].has_focus)
    told = seen.windows[-1]
    assert (told.application, told.place) == (WINDOW.application, WINDOW.place)
    assert told.visible == (told.rect,)
    world.desktop.watch_windows()
    assert WINDOW.place in places(reports.first(WindowsSeen))
    world.close_window()
    reports.first(WindowsSeen, where=lambda seen: WINDOW.place not in places(seen))


def places(seen: WindowsSeen) -> list[Place]:
    return [window.place for window in seen.windows]


def test_stopped_it_lets_everything_go(world: World, reports: Reports) -> None:
    desktop = world.desktop
    desktop.hold_copying(FIELD)
    desktop.hold_capture_keys()
    desktop.show_masks((MARK,))
    eventually(world.is_masked, "the mask covers")
    desktop.seize_selection(SeizeSelection(selection="CLIPBOARD"))
    desktop.stop()
    told_before = reports.drained()
    assert not any(isinstance(told, SensorFailed) for told in told_before)
    eventually(lambda: not world.is_masked(), "the mask is gone")
    assert world.press("Ctrl+C")
    world.copy(CARD, "CLIPBOARD")
    eventually(lambda: world.paste("CLIPBOARD") == CARD, "the clipboard serves again")
    assert reports.are_over()
    desktop.stop()
