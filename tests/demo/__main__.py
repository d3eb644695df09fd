"""`make demo`: the whole product on a private display, attacked by an agent who breaks every rule."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import secrets
import shutil
import sys
from pathlib import Path

from rich.console import Console

from tests.demo.account import Account, is_root
from tests.demo.acts import Acts
from tests.demo.product import NeverHappenedError
from tests.demo.report import print_table, write_report

OUT = Path("build/demo")
SABOTAGE_OUT = Path("build/sabotage")
KILLS_OUT = Path("build/kills")


def arguments() -> argparse.Namespace:
    """Return what was asked on the command line."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--sabotage", metavar="CONTROL", help="take this control away; the run must fail (or: all)")
    parser.add_argument("--kills", metavar="COUNT", type=int, default=0, help="instead, kill processes while at work")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    asked.out = asked.out or (KILLS_OUT if asked.kills else SABOTAGE_OUT if asked.sabotage else OUT)
    return asked


def main() -> int:
    """Play the demo; 0 when every row held, 1 when one did not, 2 where the play stopped."""
    asked = arguments()
    if not is_root():
        return inside(asked)
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    with Account() as account:
        out = account.home / "report"
        words = ["--seed", str(asked.seed), "--out", str(out)]
        words += ["--kills", str(asked.kills)] if asked.kills else []
        words += ["--sabotage", asked.sabotage] if asked.sabotage else []
        code = account.run(words)
        if out.exists():
            shutil.copytree(out, asked.out, dirs_exist_ok=True)
    return code


def inside(asked: argparse.Namespace) -> int:
    """Play as this user."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(f"Seed {asked.seed}.")
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        return play(asked, console)
    except NeverHappenedError as error:
        console.print(f"The play stopped: {error}. Last words of what ran are in {asked.out}.")
        return 2


def play(asked: argparse.Namespace, console: Console) -> int:
    """Play what was asked and return the exit code; raise NeverHappenedError where the play cannot go on."""
    with Acts(asked.out.resolve(), asked.seed, console.print) as acts:
        if asked.kills:
            return acts.kills(asked.kills, asked.seed)
        if asked.sabotage == "all":
            return acts.every_sabotage()
        results = acts.sabotaged(asked.sabotage) if asked.sabotage else acts.whole()
        print_table(console, results)
        write_report(asked.out, results, acts.pictures, asked.seed)
    return 0 if all(result.held is not False for result in results) else 1


sys.exit(main())
