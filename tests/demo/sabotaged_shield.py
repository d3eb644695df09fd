"""The shield that only pretends to hold keyboard and pointer, once it has let an agent in."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys
from pathlib import Path

from workstation.desktop.x11.inputgrabs import InputGrabs
from workstation.shield.shield import main

free = InputGrabs.free


def let_in_once(grabs: InputGrabs) -> None:
    """Let go, and never hold anything again."""
    free(grabs)
    for name in ("_take_keyboard", "_take_pointer"):
        setattr(InputGrabs, name, lambda _: True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--slot", type=int, default=1)
    asked = parser.parse_args()
    setattr(InputGrabs, "free", let_in_once)  # noqa: B010 - the method is replaced on purpose
    sys.exit(main(asked.socket, asked.slot))
