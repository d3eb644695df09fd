"""The extension as it lies in its folder: whole, and saying everything once."""

# SPDX-License-Identifier: Apache-2.0

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workstation.browser.nativehost import GECKO_ID, NAME, introduce, unpacked_id, write_host
from workstation.browser.package import EXTENSION
from workstation.browser.scripts import DETECT_SCRIPTS
from workstation.cli import app

MANIFEST = json.loads((EXTENSION / "manifest.json").read_text())


def rules(css: str) -> str:
    """Return the rules of a sheet without comments and spaces."""
    return re.sub(r"/\*.*?\*/|\s+", "", css, flags=re.DOTALL)


def test_every_script_and_sheet_is_loaded_and_the_detector_comes_first() -> None:
    hooks, page = MANIFEST["content_scripts"]
    loaded = [*hooks["js"], *page["js"], *page["css"], MANIFEST["background"]["service_worker"]]
    there = {str(path.relative_to(EXTENSION)) for kind in ("js", "css") for path in EXTENSION.rglob(f"*.{kind}")}
    assert sorted(loaded) == sorted(there - {"marks.css"})  # which the background puts in
    assert tuple(page["js"][: len(DETECT_SCRIPTS)]) == DETECT_SCRIPTS


def test_what_covers_in_shadows_and_above_pages_is_what_covers_in_pages() -> None:
    cover = rules((EXTENSION / "cover.css").read_text()).replace(":root:", "*:")
    inside = re.search(r"const RULES = `(.*?)`;", (EXTENSION / "sheet.js").read_text(), re.DOTALL)
    assert inside
    assert rules(inside[1]) == cover
    assert rules((EXTENSION / "marks.css").read_text()) == cover[cover.index("[data-") :].replace(":not(#d#d#d#d)", "")


def test_firefox_is_told_for_every_element_what_others_inherit_from_the_root() -> None:
    cover = rules((EXTENSION / "cover.css").read_text()).replace(":root:", "*:")
    gecko = rules((EXTENSION / "gecko.css").read_text())
    inside = gecko.removeprefix("@supports(-moz-appearance:none){").removesuffix("}")
    assert inside == cover[: cover.index("*:not(#d#d#d#d)::search-text")]


def test_top_level_names_are_declared_once() -> None:
    declared = [
        name
        for script in MANIFEST["content_scripts"][1]["js"]
        for name in re.findall(r"^(?:const|let|class|function) +(\w+)", (EXTENSION / script).read_text(), re.MULTILINE)
    ]
    assert len(declared) == len(set(declared))


def test_the_host_is_named_for_this_extension_alone(tmp_path: Path) -> None:
    manifest = json.loads(write_host(tmp_path / "hosts", unpacked_id(EXTENSION)).read_text())
    assert manifest["name"] == NAME
    assert manifest["allowed_origins"] == [f"chrome-extension://{unpacked_id(EXTENSION)}/"]
    assert manifest["path"] == str(tmp_path / "hosts" / NAME)


def test_browsers_that_were_never_used_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".config" / "chromium").mkdir(parents=True)
    told = list(introduce(tmp_path))
    assert len(told) == 2
    assert told[0].startswith("Chromium knows the seat")
    assert not (tmp_path / ".config" / "google-chrome").exists()


@pytest.mark.parametrize("extension_id", ["a" * 32, GECKO_ID])
def test_what_it_writes_for_a_machine_is_readable_to_everyone_and_names_this_extension_alone(
    tmp_path: Path, extension_id: str
) -> None:
    folder = tmp_path / "hosts"
    done = CliRunner().invoke(app, ["extension", "--host", extension_id, str(folder)])
    assert done.exit_code == 0
    manifest = Path(done.stdout.strip())
    said = json.loads(manifest.read_bytes())
    (allowed,) = said.get("allowed_origins") or said["allowed_extensions"]
    assert extension_id in allowed
    assert [path.stat().st_mode & 0o777 for path in (folder, manifest, Path(said["path"]))] == [0o755, 0o644, 0o755]
