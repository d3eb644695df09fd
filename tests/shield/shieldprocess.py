"""Starts one shield as `deskwarden shield` does, with the plain prompt or another command in its place."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

from workstation.shield.shield import shield

if __name__ == "__main__":
    keeper, log, *instead = sys.argv[1:]
    sys.exit(shield(Path(keeper), 1, instead or [sys.executable, "-m", "tests.fakes.prompt", log]))
