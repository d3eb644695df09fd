"""Every cell that a table shows is met, however cells are merged, and none that it does not show."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from dataclasses import dataclass
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from workstation.desktop.x11.atspi import Node
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


def test_a_plain_table_is_asked_hardly_more_than_it_has_cells() -> None:
    table = Table(tuple(Rect(41 + 80 * column, 157 + 17 * row, 80, 17) for column in range(5) for row in range(1000)))
    grid = Grid(table)
    asyncio.run(grid.cells(TABLE, VIEW))
    shown = 5 * 18
    assert table.asked < 2 * shown
