"""Recorders are known by name, path and argument; a program that is used for something else is not one."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from workstation.errors import PolicyError
from workstation.facts.place import Program
from workstation.facts.signature import Signature
from workstation.facts.watchers import is_recorder
from workstation.policy.load import parse_policy
from workstation.policy.signatures import signatures_of

POLICY = """
name = "x"
format = 1
recorders = [%s]
[[rule]]
kind = "capture"
id = "c"
"""
FILM = ("-f", "x11grab", "-i", ":0", "film.mkv")


def program(path: str, name: str = "") -> Program:
    return Program(name=name or path.rpartition("/")[2], path=path, pid=7)


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/usr/bin/x11vnc", ()),
        ("/opt/TeamViewer/tv_bin/TeamViewer", ()),
        ("/usr/bin/anydesk", ()),
        ("/usr/bin/rustdesk", ("--tray",)),
        ("/usr/bin/obs", ()),
        ("/usr/bin/simplescreenrecorder", ()),
        ("/usr/bin/Xdmx", (":1",)),
        ("/usr/bin/ffmpeg", FILM),
        ("/usr/bin/gst-launch-1.0", ("ximagesrc", "!", "x264enc")),
        ("/usr/bin/vlc", ("screen://",)),
    ],
)
def test_programs_that_are_made_for_it_or_told_to_film_are_recorders(path: str, arguments: tuple[str, ...]) -> None:
    assert is_recorder(program(path), (), arguments)
    assert is_recorder(program(path, "harmless"), (), arguments)


@pytest.mark.parametrize(
    ("path", "arguments"),
    [("/usr/bin/ffmpeg", ("-i", "song.wav", "song.mp3")), ("/usr/bin/vlc", ("film.mkv",)), ("/usr/bin/cat", FILM)],
)
def test_the_same_programs_at_other_work_and_others_with_such_words_are_none(
    path: str, arguments: tuple[str, ...]
) -> None:
    assert not is_recorder(program(path), (), arguments)


def test_a_policy_names_recorders_by_name_by_path_and_by_argument() -> None:
    written = '"Acme-*", "/opt/eye/*", { program = "tool", argument = "--film=*" }'
    more = signatures_of(parse_policy((POLICY % written).encode(), "x.toml"))
    assert more == (Signature("Acme-*"), Signature("/opt/eye/*"), Signature("tool", "--film=*"))
    assert is_recorder(program("/usr/bin/acme-eye"), more)
    assert is_recorder(program("/opt/eye/anything"), more)
    assert is_recorder(program("/usr/bin/tool"), more, ("--film=1",))
    assert not is_recorder(program("/usr/bin/tool"), more, ("--help",))
    assert not is_recorder(program("/opt/eyes/anything"), more)


@pytest.mark.parametrize("written", ['"a/b"', '""', '{ program = "x" }', '{ program = "x", argument = "" }', "7"])
def test_a_recorder_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml, line 4"):
        parse_policy((POLICY % written).encode(), "x.toml")
