"""The real keeper with parts that end at once, for kills without a desktop: `python -m tests.keeper.headless`.

The security key that is plugged in is the one that the file `key` beside its folder keeps, none without that file.
"""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys
from pathlib import Path

from workstation.keeper.process import Place, build_adapters, run_keeper

NOTHING = {"seat": ("true",), "shield": ("true",)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("dir", "policy", "socket"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    ask_key = (sys.executable, "-m", "tests.keeper.pluggedin", str(asked.dir.parent / "key"))
    commands = {**NOTHING, "ask-security-key": ask_key}
    place = Place(folder=asked.dir, policy=asked.policy, socket=asked.socket, commands=commands)
    run_keeper(place, build_adapters(place))
