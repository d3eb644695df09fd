"""What the demo says at the end: a table, report.json, and report.html with the screenshots."""

# SPDX-License-Identifier: Apache-2.0

import html
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from tests.demo.row import Result

WORD = {True: "held", False: "FAILED", None: "not shown here"}
STYLE = {True: "green", False: "bold red", None: "yellow"}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Deskwarden demo</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 32px auto; max-width: 1200px; padding: 0 24px; color: #17212b; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 8px 12px; border-bottom: 1px solid #d5dbe1; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.held {{ color: #1b6e3c; }} .FAILED {{ color: #b3261e; font-weight: 600; }} .not {{ color: #7a5b00; }}
figure {{ margin: 32px 0; }} img {{ max-width: 100%; border: 1px solid #d5dbe1; }}
figcaption {{ color: #55606b; margin-top: 4px; }}
@media (prefers-color-scheme: dark) {{
body {{ background: #12181f; color: #e4e9ee; }} th, td {{ border-color: #2c3742; }}
.held {{ color: #7fd6a0; }} .FAILED {{ color: #ff8a80; }} .not {{ color: #e8c35a; }}
}}
</style>
<h1>Deskwarden demo</h1>
<p>Seed {seed}. {held} held, {failed} failed, {not_shown} not shown here.</p>
<table><tr><th>Control</th><th>Attack</th><th>Expected</th><th>Observed</th><th>Held</th><th>ms</th><th>Store</th></tr>
{rows}</table>
{figures}
</html>
"""


def print_table(console: Console, results: Sequence[Result]) -> None:
    """Print the rows as a table."""
    table = Table(title="Deskwarden demo", show_lines=True)
    for column in ("Control", "Attack", "Expected", "Observed", "Held", "ms", "Store"):
        table.add_column(column, justify="right" if column in ("ms", "Store") else "left", overflow="fold")
    for result in results:
        word = f"[{STYLE[result.held]}]{WORD[result.held]}[/]"
        cells = (result.title, result.attack, result.expected, result.observed, word)
        table.add_row(*cells, _number(result.latency_ms), _number(result.store_seq))
    console.print(table)


def write_report(folder: Path, results: Sequence[Result], pictures: Sequence[str], seed: int) -> None:
    """Write report.json and report.html into `folder`."""
    counts = {name: sum(result.held is held for result in results) for name, held in COUNTS.items()}
    report = {"controls": results, **counts}
    (folder / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    rows = "\n".join(_row(result) for result in results)
    figures = "\n".join(_figure(name) for name in pictures if (folder / f"{name}.png").exists())
    (folder / "report.html").write_text(PAGE.format(seed=seed, rows=rows, figures=figures, **counts))


COUNTS = {"held": True, "failed": False, "not_shown": None}


def _row(result: Result) -> str:
    cells = (result.title, result.attack, result.expected, result.observed)
    word = WORD[result.held]
    texts = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    numbers = f'<td class="number">{_number(result.latency_ms)}</td><td class="number">{_number(result.store_seq)}</td>'
    return f'<tr id="{result.id}">{texts}<td class="{word.split()[0]}">{word}</td>{numbers}</tr>'


def _figure(name: str) -> str:
    return f'<figure><img src="{name}.png" alt=""><figcaption>{html.escape(name)}</figcaption></figure>'


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
