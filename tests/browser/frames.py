"""Every frame of a page that changes a number again and again, as the display shows it; searched for what it showed."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.chromium import Chromium, Tab
from tests.desktop.bed import Bed, eventually

RATE = 60
WIDTH, HEIGHT = 400, 60
BITS = 12
CELL = 16
INK, NO_INK = b"\xff\x00\x00", b"\x00\xff\x00"
EVERY = 3

# Black and white cells count the changes; the digits to hide are red, so that one red dot in a frame is a digit seen.
PAGE = (
    "<!doctype html><meta charset=utf-8><body style='margin:0;background:white;overflow:hidden'>"
    f"<canvas id=count width={BITS * CELL} height={CELL} style='display:block'></canvas>"
    "<p id=it style='margin:4px;font:bold 24px DejaVu Sans Mono;white-space:pre'>&nbsp;</p><script>"
    "const cards=['4012 8888 8888 1881','5555 5555 5555 4444','4111 1111 1111 1111','3782 822463 10005'],"
    "drawn=count.getContext('2d');"
    "const put=(n)=>{for(let b=0;b<" + str(BITS) + ";b++){drawn.fillStyle=n>>b&1?'black':'white';"
    f"drawn.fillRect(b*{CELL},0,{CELL},{CELL})}}}};"
    "put(0);window.play=(changes)=>new Promise(done=>{let n=0,f=0;const go=()=>{if(f++%" + str(EVERY) + "===0){"
    "if(n===changes)return done(n);n++;put(n);const card=cards[n%4],t=n%5;"
    "const hidden=`<span style='color:red'>${card.slice(7,-5)}</span>`,whole=card.slice(0,7)+hidden+card.slice(-5);"
    "if(t===0)it.innerHTML=whole;else if(t===1){const p=document.createElement('div');p.innerHTML=whole;"
    "it.replaceChildren(p)}else if(t===2){it.innerHTML='';it.append(...new DOMParser()"
    ".parseFromString(whole,'text/html').body.childNodes)}else if(t===3){it.innerHTML=whole;"
    "const s=it.querySelector('span');const said=s.firstChild.data;s.firstChild.data='';s.firstChild.data=said}"
    "else{it.innerHTML=card.slice(0,7)+\"<span style='color:red'></span>\"+card.slice(-5);"
    "for(const d of card.slice(7,-5))it.querySelector('span').append(d)}}requestAnimationFrame(go)};"
    "requestAnimationFrame(go)})</script>"
)


class Recording:
    """The frames of one run, and what is in them."""

    def __init__(self) -> None:
        self.frames = 0
        self.shown = 0
        self.changes: set[int] = set()

    def take(self, raw: bytes) -> None:
        """Count the frames, those with a red dot in them, and the numbers of the changes that they show."""
        size = WIDTH * HEIGHT * 3
        for at in range(0, len(raw) - size + 1, size):
            frame = raw[at : at + size]
            self.frames += 1
            self.changes.add(_number(frame))
            self.shown += _is_red(frame)


def played(bed: Bed, browser: Chromium, url: str, changes: int, folder: Path) -> Recording:
    """Have the page change so many times, and return what its recording holds."""
    tab = browser.open(url)
    tab.call("Emulation.clearDeviceMetricsOverride")
    tab.front()
    tab.run("new Promise(r => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(r)), 300))")
    with _recording(bed, tab, folder) as recording:
        tab.run(f"play({changes})")
    tab.close()
    return recording


@contextmanager
def _recording(bed: Bed, tab: Tab, folder: Path) -> Iterator[Recording]:
    """Record where the page's top left corner is on the display, 60 frames a second, until the block is left."""
    x, y = tab.run("[screenX + outerWidth - innerWidth, screenY + outerHeight - innerHeight]")
    told = Recording()
    out = folder / "frames.rgb"
    display = bed.environment["DISPLAY"]
    size = f"{WIDTH}x{HEIGHT}"
    grab = ("-f", "x11grab", "-draw_mouse", "0", "-framerate", str(RATE), "-video_size", size)
    command = ("ffmpeg", "-v", "error", "-y", *grab, "-i", f"{display}+{x},{y}", "-f", "rawvideo", "-pix_fmt", "rgb24")
    process = subprocess.Popen((*command, str(out)), stdin=subprocess.PIPE, env=bed.environment)
    eventually(lambda: out.exists() and out.stat().st_size > 0, "the recording begins")
    yield told
    process.communicate(b"q", timeout=60)
    told.take(out.read_bytes())
    out.unlink()


def _number(frame: bytes) -> int:
    row = (CELL // 2) * WIDTH
    cells = (frame[(row + bit * CELL + CELL // 2) * 3] for bit in range(BITS))
    return sum(1 << bit for bit, level in enumerate(cells) if level < 128)


def _is_red(frame: bytes) -> bool:
    reds, greens, blues = frame[0::3], frame[1::3], frame[2::3]
    return any(red > 200 and green < 120 and blue < 120 for red, green, blue in zip(reds, greens, blues, strict=True))
