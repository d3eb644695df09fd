"""The keeper as it is, with one thing played: the security key that is plugged in is the one that a file keeps."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys
from pathlib import Path

from workstation.keeper.process import Place, build_adapters, run_keeper

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("key", "dir", "socket"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    ask_key = (sys.executable, "-m", "tests.keeper.pluggedin", str(asked.key))
    place = Place(folder=asked.dir, policy=None, socket=asked.socket, commands={"ask-security-key": ask_key})
    run_keeper(place, build_adapters(place))
