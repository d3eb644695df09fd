"""Starts one shield with the plain prompt: what `deskwarden shield` does, but for the prompt's command."""

# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

from workstation.shield.shield import shield

if __name__ == "__main__":
    keeper, log = Path(sys.argv[1]), sys.argv[2]
    sys.exit(shield(keeper, 1, [sys.executable, "-m", "tests.fakes.prompt", log]))
