"""Three clipboard managers that keep whatever they can, and what each has kept."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from pathlib import Path

from tests.desktop.bed import Bed, eventually

PARCELLITE = "[rc]\nuse_copy=true\nuse_primary=false\nsave_history=true\nhistory_limit=1000\n"
ALL_OF_COPYQ = "var all = ''; for (var i = 0; i < size(); ++i) all += str(read(i)) + '|'; all"


class Managers:
    """copyq, parcellite and xfce4-clipman, started in the bed; as they ship, they keep what is on CLIPBOARD."""

    def __init__(self, bed: Bed) -> None:
        self._bed = bed
        self._home = Path(bed.environment["HOME"])
        configuration = self._home / ".config/parcellite/parcelliterc"
        configuration.parent.mkdir(parents=True)
        configuration.write_text(PARCELLITE)
        for command in ("copyq", "parcellite", "xfce4-clipman"):
            bed.start([command])
        eventually(lambda: self._copyq() is not None, "copyq answers", 30)

    def kept(self) -> dict[str, str]:
        """Return everything that each has in its history."""
        files = {"parcellite": ".local/share/parcellite/history", "clipman": ".cache/xfce4/clipman/textsrc"}
        read = {name: self._home / path for name, path in files.items()}
        told = {name: path.read_text(errors="replace") if path.exists() else "" for name, path in read.items()}
        return {"copyq": self._copyq() or "", **told}

    def _copyq(self) -> str | None:
        asked = subprocess.run(
            ("copyq", "eval", ALL_OF_COPYQ), env=self._bed.environment, capture_output=True, text=True, check=False
        )
        return None if asked.returncode else asked.stdout
