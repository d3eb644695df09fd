"""Programs that cannot search their own windows are walked through, with the same answer."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import pytest

from tests.desktop.bed import eventually
from tests.desktop.shared import Launch
from workstation.desktop.x11.atspi import DESKTOP, AccessibilityBus, Node, UnansweredError
from workstation.desktop.x11.nodes import ALL_ROLES, Nodes, Role, State
from workstation.desktop.x11.walking import Walker
from workstation.desktop.x11.ways import Ways

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

T = TypeVar("T")


def ask(question: Callable[[Nodes], Awaitable[T]]) -> T:
    async def over_the_bus() -> T:
        bus = await AccessibilityBus.connect()
        try:
            return await question(Nodes(bus, Ways()))
        finally:
            bus.close()

    return asyncio.run(over_the_bus())


async def window(nodes: Nodes) -> Node:
    """Return the window of the only program."""
    (program,) = await nodes.children(DESKTOP)
    (frame,) = await nodes.children(program)
    return frame


async def has_window(nodes: Nodes) -> bool:
    programs = await nodes.children(DESKTOP)
    return len(programs) == 1 and len(await nodes.children(programs[0])) == 1


@pytest.mark.parametrize(
    ("states", "roles"),
    [((State.SHOWING,), ALL_ROLES), ((State.SHOWING, State.EDITABLE), ALL_ROLES), ((State.SHOWING,), {Role.LABEL})],
)
def test_a_walk_finds_what_the_program_finds_by_itself(
    launch: Launch, states: tuple[State, ...], roles: frozenset[int]
) -> None:
    launch("yad", "--form", "--field=Customer", "--field=Card number", "--field=Text:TXT", "a", "b", "c")
    eventually(lambda: ask(has_window), "the program tells of its window")

    async def both(nodes: Nodes) -> tuple[set[Node], set[Node]]:
        frame = await window(nodes)
        walk = await Walker(nodes).walk(frame)
        return set(await nodes.matches(frame, states, roles)), set(walk.those(states, roles))

    searched, walked = ask(both)
    assert len(searched) > 1
    assert walked == searched


def test_an_object_that_is_gone_is_told_from_a_program_that_hangs(launch: Launch) -> None:
    launch("yad", "--form", "--field=Customer", "a")
    eventually(lambda: ask(has_window), "the program tells of its window")

    async def about_nothing(nodes: Nodes) -> str:
        frame = await window(nodes)
        return await nodes.name(Node(frame.sender, "/org/a11y/atspi/accessible/987654"))

    with pytest.raises(UnansweredError) as refused:
        ask(about_nothing)
    assert not refused.value.hangs


def test_a_place_that_no_question_can_carry_is_no_answer_and_no_end(launch: Launch) -> None:
    launch("yad", "--form", "--field=Customer", "a")
    eventually(lambda: ask(has_window), "the program tells of its window")

    async def beyond(nodes: Nodes) -> int:
        frame = await window(nodes)
        with pytest.raises(UnansweredError) as refused:
            await nodes.at_point(frame, 2**31, -(2**31) - 3)
        assert not refused.value.hangs
        with pytest.raises(UnansweredError):
            await nodes.name(Node("no name", frame.path))
        return await nodes.role(frame)

    assert ask(beyond)


@pytest.mark.parametrize("reply", [(), (1, 2), ("words",), (("a",),), (None,)])
def test_a_reply_of_another_form_is_no_answer(reply: tuple[object, ...]) -> None:
    class Odd:
        async def ask(self, *_: object) -> tuple[object, ...]:
            return reply

    async def places() -> None:
        await Nodes(cast("AccessibilityBus", Odd()), Ways()).told_rect(Node(":1.1", "cell"))

    with pytest.raises(UnansweredError) as refused:
        asyncio.run(places())
    assert not refused.value.hangs
