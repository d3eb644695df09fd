"""`python -m tests.fuzz --count N --seed N`: that many policy files, each grown from what earlier ones reached."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests.bench.peer import PeerMissingError, installed

POLICIES = Path("policies")


def main() -> int:
    """Run atheris in a venv of its own, over our code and our libraries; return 0 where no file did any harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    try:
        python = installed("atheris")
    except PeerMissingError as error:
        sys.stderr.write(f"Nothing was fuzzed: {error}\n")
        return 1
    print(f"Fuzzing policies: {asked.count} files, seed {asked.seed}.", flush=True)
    with tempfile.TemporaryDirectory() as corpus:
        for path in POLICIES.glob("*.toml"):
            shutil.copy(path, corpus)
        command = (str(python), "-m", "tests.fuzz.policies", corpus)
        options = (f"-runs={asked.count}", f"-seed={asked.seed}", "-max_len=16384", "-timeout=20", "-rss_limit_mb=2048")
        found = os.pathsep.join((str(Path.cwd()), sysconfig.get_path("purelib")))
        return subprocess.run((*command, *options), env=os.environ | {"PYTHONPATH": found}, check=False).returncode


sys.exit(main())
