"""Every cell that a table shows is met, however cells are merged, and none that it does not show."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.grid import Grid
from workstation.desktop.x11.regions import meet
from workstation.facts.place import Rect

TABLE = Node(":1.1", "table")
BARELY = 6
VIEW = Rect(41, 157, 400, 300)


@dataclass
class Table:
    """A table that tells its cells' places, and gives each cell another name whenever it is asked.

    What lies in a `gap` right of a cell or below it belongs to the cell, though it is not part of its place.
    """

    cells: tuple[Rect, ...]
    gap: int = 0
    asked: int = 0

    async def told_rect(self, node: Node) -> Rect:
        if node == TABLE:
            return VIEW
        cell = self.cells[int(node.path.split("/")[0])]
        return Rect(cell.x, cell.y, cell.width - self.gap, cell.height - self.gap)

    async def at_point(self, node: Node, x: int, y: int) -> Node | None:
        assert node == TABLE
        assert meet(VIEW, Rect(x, y, 1, 1))
        self.asked += 1
        hit = next((place for place, cell in enumerate(self.cells) if meet(cell, Rect(x, y, 1, 1))), None)
        return None if hit is None else Node(":1.1", f"{hit}/{self.asked}")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Return cells on rows and columns of any size, which go on below the view, some of them merged."""
    lefts = list(accumulate(draw(st.lists(st.integers(20, 200), min_size=1, max_size=8)), initial=VIEW.x))
    tops = list(accumulate(draw(st.lists(st.integers(10, 90), min_size=1, max_size=12)), initial=VIEW.y))
    places = {(column, row): (column, row) for column in range(len(lefts) - 1) for row in range(len(tops) - 1)}
    for left, top, wide, high in draw(st.lists(st.tuples(*[st.integers(0, 11)] * 2, *[st.integers(1, 4)] * 2))):
        block = [(left + x, top + y) for x in range(wide) for y in range(high)]
        if all(places.get(place) == place and list(places.values()).count(place) == 1 for place in block):
            places |= dict.fromkeys(block, (left, top))
    merged: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, home in places.items():
        merged.setdefault(home, []).append(place)
    columns, rows = list(pairwise(lefts)), list(pairwise(tops))
    return Table(tuple(_around(columns, rows, block) for block in merged.values()))


def _around(columns: list[tuple[int, int]], rows: list[tuple[int, int]], block: list[tuple[int, int]]) -> Rect:
    left, right = min(columns[x][0] for x, _ in block), max(columns[x][1] for x, _ in block)
    top, bottom = min(rows[y][0] for _, y in block), max(rows[y][1] for _, y in block)
    return Rect(left, top, right - left, bottom - top)


@given(tables(), tables(), st.integers(0, 4))
def test_every_cell_in_view_is_met_and_once(first: Table, second: Table, gap: int) -> None:
    table = Table(first.cells, gap)
    grid = Grid(table)
    for cells in (first.cells, second.cells):
        table.cells = cells
        met = [cells[int(node.path.split("/")[0])] for node in asyncio.run(grid.cells(TABLE, VIEW))]
        shown = [cell for cell in cells if (part := meet(cell, VIEW)) and min(part.width, part.height) > BARELY]
        assert sorted(met, key=repr) == sorted({*met}, key=repr)
        assert set(shown) <= set(met)


@dataclass
class Endless:
    """A program that has a cell wherever it is asked right of its `heads` and below, at the `place` it likes."""

    view: Rect
    place: Callable[[int, int], Rect]
    heads: int = 0
    asked: int = 0

    async def told_rect(self, node: Node) -> Rect:
        return self.view if node == TABLE else self.place(*map(int, node.path.split("/")))

    async def at_point(self, _node: Node, x: int, y: int) -> Node | None:
        self.asked += 1
        return Node(":1.1", f"{x}/{y}") if min(x - self.view.x, y - self.view.y) > self.heads else None


def _tiny(x: int, y: int) -> Rect:
    return Rect(x - x % 4, y - y % 4, 4, 4)


def test_a_table_with_more_cells_than_anyone_reads_is_told_not_cut_off() -> None:
    view = Rect(0, 0, 600, 600)
    with pytest.raises(UnansweredError) as refused:
        asyncio.run(Grid(Endless(view, _tiny)).cells(TABLE, view))
    assert refused.value.hangs


@given(st.integers(-(2**31), 2**31 - 1), st.integers(1, 2**31 - 1))
def test_a_program_that_tells_any_place_comes_to_an_end(start: int, size: int) -> None:
    liar = Endless(VIEW, lambda x, y: Rect(min(start, x), min(start, y), size, size), heads=60)
    with suppress(UnansweredError):
        asyncio.run(Grid(liar).cells(TABLE, VIEW))


def test_the_first_cell_is_not_looked_for_without_end() -> None:
    view = Rect(0, 0, 20_000, 20_000)
    table = Endless(view, _tiny, heads=60)
    with pytest.raises(UnansweredError) as refused:
        asyncio.run(Grid(table).cells(TABLE, view))
    assert refused.value.hangs
    assert table.asked < 3_000


def test_a_list_longer_than_its_window_is_asked_only_for_what_the_window_shows() -> None:
    table = Table(tuple(Rect(41, 157 + 20 * row, 400, 20) for row in range(-400, 400)))
    window = Rect(0, 150, 500, 100)
    met = asyncio.run(Grid(table).cells(TABLE, window))
    assert len(met) == 5


def test_a_plain_table_is_asked_hardly_more_than_it_has_cells() -> None:
    table = Table(tuple(Rect(41 + 80 * column, 157 + 17 * row, 80, 17) for column in range(5) for row in range(1000)))
    grid = Grid(table)
    asyncio.run(grid.cells(TABLE, VIEW))
    shown = 5 * 18
    assert table.asked < 2 * shown
