"""Carries rulings out: each action by exactly one port, each failure written down and closed."""

# SPDX-License-Identifier: Apache-2.0

from typing import assert_never

from msgspec.structs import replace

from workstation.errors import DesktopError
from workstation.facts.actions import (
    AskReason,
    CoverPage,
    CoverWindows,
    EndProgram,
    FreeCaptureKeys,
    FreeCopying,
    HoldCaptureKeys,
    HoldCopying,
    LiftPage,
    LockSeat,
    Notify,
    OfferReveals,
    PauseRecorder,
    ResumeRecorder,
    SeizeSelection,
    ShowMasks,
    WatchFolders,
    WatchIdle,
    WatchMedia,
    WatchPrograms,
    WatchReaders,
    WatchSelections,
    WatchWindows,
    WriteEntry,
)
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.guards.ruling import Ruling
from workstation.seat.ports import Desktop, Display, Keeper


def perform(  # noqa: C901 - one arm an action
    ruling: Ruling, desktop: Desktop, display: Display, keeper: Keeper
) -> None:
    """Do what `ruling` says, in its order; raise DesktopError at its end where the desktop refused an act.

    What is refused locks the seat and is written down, and the rest of the ruling is told as failed. A program that
    cannot be ended (it may belong to another account) raises nothing: every control still stands.
    """
    refused: DesktopError | None = None
    failed = False
    for action in ruling.actions:
        match action:
            case LockSeat(reason=reason):
                keeper.lock(reason)
            case PauseRecorder(rule=rule, application=application, data_class=data_class):
                keeper.pause_recorder(rule, application, data_class)
            case ResumeRecorder():
                keeper.resume_recorder()
            case WriteEntry(body=body):
                keeper.report(replace(body, outcome=Outcome.FAILED) if failed else body)
            case Notify() | AskReason() if failed:
                continue
            case Notify():
                display.notify(action)
            case AskReason():
                display.ask_reason(action)
            case _:
                try:
                    _on_desktop(action, desktop)
                except DesktopError as error:
                    failed = True
                    refused = refused if isinstance(action, EndProgram) else error
                    keeper.lock("control_failed")
                    keeper.report(_failure(ruling.rule, type(action).__name__))
    if refused is not None:
        raise refused


def _on_desktop(  # noqa: C901, PLR0912 - one arm an action, and mypy closes the union
    action: ShowMasks
    | CoverWindows
    | OfferReveals
    | CoverPage
    | LiftPage
    | HoldCopying
    | FreeCopying
    | HoldCaptureKeys
    | FreeCaptureKeys
    | SeizeSelection
    | WatchSelections
    | WatchWindows
    | WatchReaders
    | WatchIdle
    | WatchPrograms
    | WatchFolders
    | WatchMedia
    | EndProgram,
    desktop: Desktop,
) -> None:
    match action:
        case ShowMasks(marks=marks):
            desktop.show_masks(marks)
        case CoverWindows(covers=covers):
            desktop.cover_windows(covers)
        case OfferReveals(marks=marks, modifier=modifier):
            desktop.offer_reveals(marks, modifier)
        case CoverPage():
            desktop.cover_page(action)
        case LiftPage():
            desktop.lift_page(action)
        case HoldCopying(field=field):
            desktop.hold_copying(field)
        case FreeCopying():
            desktop.free_copying()
        case HoldCaptureKeys():
            desktop.hold_capture_keys()
        case FreeCaptureKeys():
            desktop.free_capture_keys()
        case SeizeSelection():
            desktop.seize_selection(action)
        case WatchSelections(keeps=keeps):
            desktop.watch_selections(keeps=keeps)
        case WatchWindows():
            desktop.watch_windows()
        case WatchReaders(recorders=recorders):
            desktop.watch_readers(recorders)
        case WatchIdle(after=after):
            desktop.watch_idle(after)
        case WatchPrograms(names=names, paths=paths):
            desktop.watch_programs(names, paths)
        case WatchFolders(folders=folders):
            desktop.watch_folders(folders)
        case WatchMedia():
            desktop.watch_media()
        case EndProgram(program=program):
            desktop.end_program(program)
        case _:
            assert_never(action)


def _failure(rule: str, what: str) -> Body:
    return Body(
        kind=Kind.CONTROL_FAILED,
        severity=Severity.FAILURE,
        outcome=Outcome.FAILED,
        rule=rule,
        details={"action": what},
    )
