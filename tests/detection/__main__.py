"""`python -m tests.detection --seed N --count N [--classes a,b]`: how well the scanner does, and where it does not."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys

from rich.console import Console

from tests.detection.corpus import corpus, fields
from tests.detection.printed import causes, figures, kinds
from tests.detection.quality import measured
from tests.detection.scanning import our_classes, our_scan


def main() -> int:
    """Print the table, then every cause of a fault with its count and an example."""
    parser = argparse.ArgumentParser(prog="python -m tests.detection")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--classes", type=lambda text: tuple(text.split(",")), default=our_classes())
    parser.add_argument("--faults", type=int, default=60, help="how many causes to print; 0 prints all")
    asked = parser.parse_args()
    texts = [*corpus(asked.seed, asked.count), *fields(asked.seed, asked.count)]
    report = measured(our_scan(), texts, asked.classes)
    console = Console(width=None if sys.stdout.isatty() else 120)
    title = f"seed {asked.seed}, {asked.count} texts and as many fields, {report.decoys.total()} look-alikes"
    console.print(figures(report, asked.classes, title))
    console.print(kinds(report))
    lines = causes(report.faults)
    for each in lines[: asked.faults or None]:
        sys.stdout.write(f"{each}\n")
    sys.stdout.write(f"{len(report.faults)} faults of {len(lines)} causes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
