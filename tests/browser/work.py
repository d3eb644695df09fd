"""How long scripts of the extension keep a page's main thread, by Chromium's own profiler."""

# SPDX-License-Identifier: Apache-2.0

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.chromium import Tab

OURS = "chrome-extension://"
EVERY_MICROSECONDS = 200


class Work:
    """What one stretch of time held: milliseconds of the extension's, and of everything that ran."""

    def __init__(self) -> None:
        self.own_ms = 0.0
        self.all_ms = 0.0
        self.by_function: dict[str, float] = {}

    def take(self, profile: dict[str, Any]) -> None:
        """Read a profile: a sample is ours where any function on its stack is."""
        nodes = {node["id"]: node for node in profile["nodes"]}
        above = {child: node["id"] for node in profile["nodes"] for child in node.get("children", ())}
        spent: dict[int, float] = defaultdict(float)
        for node, micros in zip(profile["samples"], profile["timeDeltas"][1:], strict=False):
            spent[node] += max(micros, 0) / 1e3
        by_function: dict[str, float] = defaultdict(float)
        for node, took in spent.items():
            stack = [node]
            while stack[-1] in above:
                stack.append(above[stack[-1]])
            frames = [nodes[each]["callFrame"] for each in stack]
            own = [frame for frame in frames if frame["url"].startswith(OURS)]
            if own:
                self.own_ms += took
                by_function[_named(own[0])] += took
            if frames[0]["functionName"] not in ("(idle)", "(program)", "(root)"):
                self.all_ms += took
        self.by_function = dict(sorted(by_function.items(), key=lambda item: -item[1]))


@contextmanager
def working(tab: Tab) -> Iterator[Work]:
    """Have what the page's main thread does meanwhile read into the `Work`, once the stretch is over."""
    work = Work()
    tab.call("Profiler.enable")
    tab.call("Profiler.setSamplingInterval", {"interval": EVERY_MICROSECONDS})
    tab.call("Profiler.start")
    yield work
    work.take(tab.call("Profiler.stop")["profile"])
    tab.call("Profiler.disable")


def _named(frame: dict[str, Any]) -> str:
    return f"{frame['url'].rsplit('/', 1)[-1]}:{frame['functionName'] or 'top'}"
