"""Where the browser extension lies."""

# SPDX-License-Identifier: Apache-2.0

from pathlib import Path

EXTENSION = Path(__file__).parent / "extension"
