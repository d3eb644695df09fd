"""Carries rulings out: each action by exactly one port, each failure written down and closed."""

# SPDX-License-Identifier: Apache-2.0

from typing import assert_never

from msgspec.structs import replace

from workstation.errors import DesktopError
from workstation.facts.actions import (
    AskProof,
    AskReason,
    CoverPage,
    CoverWindows,
    DropStepUp,
    EndProgram,
    FreeCaptureKeys,
    FreeCopying,
    HoldCaptureKeys,
    HoldCopying,
    HoldPrinting,
    IdentifyReader,
    LiftPage,
    LockSeat,
    LookAtPrograms,
    Notify,
    OfferReveals,
    PauseRecorder,
    ResumeRecorder,
    SeizeSelection,
    ShowMasks,
    SignOff,
    StepUp,
    WarnOfLock,
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
from workstation.facts.place import Program
from workstation.guards.ruling import Ruling
from workstation.seat.ports import Desktop, Display, Keeper


def perform(  # noqa: C901, PLR0912 - one arm an action
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
            case SignOff():
                keeper.sign_off()
            case PauseRecorder(rule=rule, application=application, data_class=data_class):
                keeper.pause_recorder(rule, application, data_class)
            case ResumeRecorder():
                keeper.resume_recorder()
            case WriteEntry(body=body, tool=tool):
                told = replace(body, outcome=Outcome.FAILED) if failed else body
                _write(told, tool, desktop, keeper)
            case Notify() | AskReason() | StepUp() | AskProof() if failed:
                continue
            case Notify():
                display.notify(action)
            case AskReason():
                display.ask_reason(action)
            case StepUp():
                keeper.step_up(action)
            case DropStepUp(number=number):
                keeper.drop_step_up(number)
            case AskProof():
                display.ask_proof(action)
            case WarnOfLock(reason=reason, at=at):
                keeper.count_down(reason, at)
                display.warn(action)
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
    | HoldPrinting
    | SeizeSelection
    | WatchSelections
    | WatchWindows
    | WatchReaders
    | WatchIdle
    | WatchPrograms
    | LookAtPrograms
    | WatchFolders
    | WatchMedia
    | EndProgram
    | IdentifyReader,
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
        case HoldPrinting(chords=chords):
            desktop.hold_printing(chords)
        case SeizeSelection():
            desktop.seize_selection(action)
        case WatchSelections(keeps=keeps, pictures=pictures, blocks=blocks):
            desktop.watch_selections(keeps=keeps, pictures=pictures, blocks=blocks)
        case WatchWindows():
            desktop.watch_windows()
        case WatchReaders(recorders=recorders):
            desktop.watch_readers(recorders)
        case WatchIdle(limits=limits, synthetic=synthetic):
            desktop.watch_idle(limits, synthetic=synthetic)
        case WatchPrograms():
            desktop.watch_programs(action)
        case LookAtPrograms(pids=pids):
            desktop.look_at_programs(pids)
        case WatchFolders(folders=folders):
            desktop.watch_folders(folders)
        case WatchMedia():
            desktop.watch_media()
        case IdentifyReader(program=program, seen=seen):
            desktop.identify_reader(program, seen)
        case EndProgram(program=program):
            desktop.end_program(program)
        case _:
            assert_never(action)


def _write(body: Body, tool: Program | None, desktop: Desktop, keeper: Keeper) -> None:
    if tool is None:
        keeper.report(body)
    else:
        desktop.identify(tool, body)


def _failure(rule: str, what: str) -> Body:
    return Body(
        kind=Kind.CONTROL_FAILED,
        severity=Severity.FAILURE,
        outcome=Outcome.FAILED,
        rule=rule,
        details={"action": what},
    )
