"""A real OpenID provider on loopback, started by the tests that sign in at one (npm's oidc-provider, on Node)."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / "build" / "openid"
CLIENT, SECRET = "deskwarden", "sealed away"


@contextmanager
def running() -> Iterator[str]:
    """Yield the issuer of a provider while it runs; skip where none is installed."""
    node = shutil.which("node")
    if node is None or not (INSTALLED / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("no OpenID provider is installed: `.ci/setup test` installs it where npm and Node 20 are there")
    command = [node, "--no-warnings", str(HERE / "provider.mjs"), str(INSTALLED)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as it:
        assert it.stdout
        assert it.stderr
        try:
            issuer = it.stdout.readline().strip()
            assert issuer, it.stderr.read()
            yield issuer
        finally:
            it.kill()
