"""Carries actions out: each by exactly one port, each failure written down and closed."""

# SPDX-License-Identifier: Apache-2.0

from typing import assert_never

from workstation.errors import DesktopError
from workstation.facts.actions import (
    Action,
    EndProgram,
    FreeCopying,
    HoldCaptureKeys,
    HoldCopying,
    LockSeat,
    Notify,
    SeizeSelection,
    ShowMasks,
    WatchFolders,
    WatchIdle,
    WatchMedia,
    WatchPrograms,
    WatchReaders,
    WatchSelections,
    WriteEntry,
)
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.seat.ports import Desktop, Display, Keeper


def perform(rule: str, action: Action, desktop: Desktop, display: Display, keeper: Keeper) -> None:
    """Do `action`; what the desktop refuses becomes a control failure, and the seat locks."""
    match action:
        case LockSeat(reason=reason):
            keeper.lock(reason)
        case WriteEntry(body=body):
            keeper.report(body)
        case Notify():
            display.notify(action)
        case _:
            try:
                _on_desktop(action, desktop)
            except DesktopError:
                keeper.lock("control_failed")
                keeper.report(_failure(rule, type(action).__name__))


def _on_desktop(  # noqa: C901, PLR0912 - one arm an action, and mypy closes the union
    action: ShowMasks
    | HoldCopying
    | FreeCopying
    | HoldCaptureKeys
    | SeizeSelection
    | WatchSelections
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
        case HoldCopying(field=field):
            desktop.hold_copying(field)
        case FreeCopying():
            desktop.free_copying()
        case HoldCaptureKeys():
            desktop.hold_capture_keys()
        case SeizeSelection(selection=selection):
            desktop.seize_selection(selection)
        case WatchSelections():
            desktop.watch_selections()
        case WatchReaders():
            desktop.watch_readers()
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
