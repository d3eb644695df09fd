"""A call recorder and its adapter, as a process: it writes down when it heard something, and honours every pause.

`python -m tests.fakes.recorder URL TOKEN_FILE AUDIO` appends "heard" and the time to AUDIO, again and again while it
records, and marks where it paused and resumed. Whoever writes an adapter finds all that one has to do in `Adapter`: be
what the newest line says, answer it, skip what came before it, and be paused while there is none.
"""

# SPDX-License-Identifier: Apache-2.0

import http.client
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

HEARS_EVERY = 0.02
SILENT_AFTER = 5.0
AGAIN_AFTER = 0.2
SAID_AT_MOST = 1 << 16


class Recorder:
    """Writes down when it hears something, but for pauses. It begins paused: nobody has said otherwise."""

    def __init__(self, audio: TextIO) -> None:
        self._audio = audio
        self._lock = threading.Lock()
        self._is = "paused"

    def be(self, word: str) -> None:
        """Be "paused" from now on, or "resumed", once this returns."""
        with self._lock:
            if word != self._is:
                self._is = word
                self._write(word)

    def run(self) -> None:
        while True:
            with self._lock:
                if self._is == "resumed":
                    self._write("heard")
            time.sleep(HEARS_EVERY)

    def _write(self, what: str) -> None:
        self._audio.write(f"{what} {datetime.now(UTC).isoformat()}\n")
        self._audio.flush()


class Adapter:
    """Listens at the port of `deskwarden call listen` for one recorder."""

    def __init__(self, url: str, token_file: Path, recorder: Recorder) -> None:
        self._host = urlsplit(url).netloc
        self._token_file = token_file
        self._recorder = recorder

    def run(self) -> None:
        while True:
            try:
                self._listen()
            except (OSError, http.client.HTTPException):
                self._recorder.be("paused")
            time.sleep(AGAIN_AFTER)

    def _listen(self) -> None:
        with closing(http.client.HTTPConnection(self._host, timeout=SILENT_AFTER)) as line:
            line.request("GET", "/recording", headers=self._headers())
            answer = line.getresponse()
            heard = b""
            while answer.status == http.client.OK and (said := answer.read1(SAID_AT_MOST)):
                lines, _, heard = (heard + said).rpartition(b"\n")
                if lines:
                    word = lines.split(b"\n")[-1].decode("ascii")
                    self._recorder.be(word)
                    self._answer(word)
        self._recorder.be("paused")

    def _answer(self, word: str) -> None:
        with closing(http.client.HTTPConnection(self._host, timeout=SILENT_AFTER)) as line:
            line.request("POST", f"/recording/{word}", headers=self._headers())
            line.getresponse().read()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token_file.read_text(encoding='ascii')}"}


if __name__ == "__main__":
    url, token_file, path = sys.argv[1:]
    with Path(path).open("a", encoding="ascii") as audio:
        recorder = Recorder(audio)
        threading.Thread(target=recorder.run, daemon=True).start()
        Adapter(url, Path(token_file), recorder).run()
