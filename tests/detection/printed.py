"""The figures as a table and the faults as lines, most frequent cause first."""

# SPDX-License-Identifier: Apache-2.0

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import zip_longest

from rich.table import Table

from tests.detection.labelled import CLASSES
from tests.detection.quality import DISGUISED, GROUPS, HONEST, Fault, Report


def figures(report: Report, classes: Collection[str], title: str) -> Table:
    """Return precision and recall of every class, then of the groups."""
    table = Table(title=title)
    for column in ("Class", "values", "recall", "disguised", "recall", "false alarms", "precision"):
        table.add_column(column, justify="left" if column == "Class" else "right")
    for name in CLASSES:
        if name in classes:
            _row(table, report, name, {name})
    table.add_section()
    for group, members in GROUPS.items():
        _row(table, report, group, members & set(classes))
    _row(table, report, "all", set(classes))
    return table


def kinds(report: Report) -> Table:
    """Return how many were found by disguise and by layout, and how many look-alikes were taken for something."""
    table = Table(title="Disguises found, layouts found, look-alikes flagged")
    for column in ("Disguise", "found", "of", "Layout", "found", "of", "Look-alike", "flagged", "of"):
        table.add_column(column, justify="right" if column in {"found", "flagged", "of"} else "left")
    flagged: Counter[str] = Counter()
    for (_, kind), count in report.alarms.items():
        flagged[kind] += count
    decoys = [(kind, str(flagged[kind]), str(count)) for kind, count in sorted(report.decoys.items())]
    for cells in zip_longest(_successes(report.disguises), _successes(report.layouts), decoys, fillvalue=("", "", "")):
        table.add_row(*(cell for each in cells for cell in each))
    return table


def _successes(counts: Counter[tuple[str, bool]]) -> list[tuple[str, str, str]]:
    names = sorted({name for name, _ in counts})
    return [(name, str(counts[name, True]), str(counts[name, True] + counts[name, False])) for name in names]


def _row(table: Table, report: Report, name: str, classes: Collection[str]) -> None:
    alarms = sum(count for (data_class, _), count in report.alarms.items() if data_class in classes)
    table.add_row(
        name,
        str(report.values(classes, HONEST)),
        _share(report.recall(classes, HONEST)),
        str(report.values(classes, DISGUISED)),
        _share(report.recall(classes, DISGUISED)),
        str(alarms),
        _share(report.precision(classes)),
    )


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"


def causes(faults: Iterable[Fault]) -> list[str]:
    """Return one line a cause (class, kind, template) with its count and an example."""
    counted: Counter[tuple[str, ...]] = Counter()
    examples: dict[tuple[str, ...], Fault] = {}
    for fault in faults:
        key = (fault.what, fault.data_class, fault.kind, fault.template, fault.layout)
        counted[key] += 1
        examples.setdefault(key, fault)
    return [line(examples[key], count) for key, count in counted.most_common()]


def line(fault: Fault, count: int = 1) -> str:
    """Return a fault as one line."""
    instead = f" (there: {fault.instead})" if fault.instead else ""
    return (
        f"{count:4} {fault.what} {fault.data_class}{instead} [{fault.slice}, {fault.kind}] in {fault.layout} "
        f"{fault.template!r}: {fault.shown!r}"
    )
