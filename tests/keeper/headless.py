"""The real keeper with parts that end at once, for kills without a desktop: `python -m tests.keeper.headless`."""

# SPDX-License-Identifier: Apache-2.0

import argparse
from pathlib import Path

from workstation.keeper.process import Place, build_adapters, run_keeper

NOTHING = {"seat": ("true",), "shield": ("true",)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("dir", "policy", "socket"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    place = Place(folder=asked.dir, policy=asked.policy, socket=asked.socket, commands=NOTHING)
    run_keeper(place, build_adapters(place))
