"""Where the browser extension lies, and which version of it this is."""

# SPDX-License-Identifier: Apache-2.0

import json
from pathlib import Path

EXTENSION = Path(__file__).parent / "extension"


def own_version() -> str:
    """Return the version of the extension that came with this seat."""
    return str(json.loads((EXTENSION / "manifest.json").read_bytes())["version"])
