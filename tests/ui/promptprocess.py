"""A prompt as the shield runs it: a process of its own with the keys on its standard input."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

RETURN, TAB = 0xFF0D, 0xFF09
PROGRAM = "import sys; from pathlib import Path; from ui.prompt import main; sys.exit(main(Path(sys.argv[1]), 1))"


class PromptProcess:
    """One prompt; `end` closes its input, as a shield does when it lets go."""

    def __init__(self, socket: Path, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(socket)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
        )

    def window(self) -> int:
        """Wait until it tells its window."""
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        assert list(told) == ["window"]
        return int(told["window"])

    def press(self, *keysyms: int) -> None:
        """Pass keys on."""
        self.pass_on(*({"keysym": keysym, "state": 0} for keysym in keysyms))

    def type(self, text: str) -> None:
        """Pass letters on."""
        self.press(*map(ord, text))

    def pass_on(self, *lines: Mapping[str, int]) -> None:
        """Pass lines on as a shield writes them."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        self.process.stdin.flush()

    def end(self) -> int:
        """Close its input and return its exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code
