"""A real OpenID provider on loopback, started by the tests that sign in at one (npm's oidc-provider, on Node)."""

# SPDX-License-Identifier: Apache-2.0

import os
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
def running(logout_uri: str = "", trusted: Path | None = None) -> Iterator[str]:
    """Yield the issuer of a provider while it runs; skip where none is installed.

    It tells `logout_uri` of sessions that end, where the authority in `trusted` says who that is.
    """
    node = shutil.which("node")
    if node is None or not (INSTALLED / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("no OpenID provider is installed: `.ci/setup test` installs it where npm and Node 20 are there")
    command = [node, "--no-warnings", str(HERE / "provider.mjs"), str(INSTALLED), logout_uri]
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(trusted)} if trusted else None
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as it:
        assert it.stdout
        assert it.stderr
        try:
            issuer = it.stdout.readline().strip()
            assert issuer, it.stderr.read()
            yield issuer
        finally:
            it.kill()
