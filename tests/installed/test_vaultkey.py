"""The vault's key of an installation: made and given by systemd's own tool, used by a keeper that runs."""

# SPDX-License-Identifier: Apache-2.0

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.servicemanager import CREDENTIALS
from tests.installed.stage import KEEPER, REPOSITORY, ROOT, Stage, only_root
from tests.installed.workplace import Workplace, eventually, working
from workstation.keeper.installedvault import CREDENTIAL

with_systemd = pytest.mark.skipif(shutil.which("systemd-creds") is None, reason="systemd-creds is not here")
pytestmark = [only_root, with_systemd]
KEPT = Path("/etc/credstore.encrypted") / CREDENTIAL


def made_as_the_readme_says() -> str:
    """Return the commands of installer/README.md that make the key."""
    readme = (REPOSITORY / "installer" / "README.md").read_text()
    (commands,) = (each for each in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "systemd-creds" in each)
    return str(commands)


def give_key(stage: Stage) -> None:
    """Make the key, and unseal it for the keeper as the service manager would."""
    (stage.lib / "systemd").mkdir()
    made = stage.run(ROOT, "sh", "-euc", made_as_the_readme_says())
    assert made.returncode == 0, made.stderr
    unsealed = CREDENTIALS / CREDENTIAL
    give = f"systemd-creds decrypt --name={CREDENTIAL} {KEPT} {unsealed}; chown -R {KEEPER.uid} {CREDENTIALS}"
    given = stage.run(ROOT, "sh", "-euc", f"mkdir -p {CREDENTIALS}; {give}")
    assert given.returncode == 0, given.stderr


@pytest.fixture(scope="module")
def place() -> Iterator[Workplace]:
    with working(prepare=give_key) as place:
        yield place


def test_a_keeper_that_is_given_its_key_runs_and_nothing_of_its_enrolment_lies_open(place: Workplace) -> None:
    eventually(place.stands)
    assert place.health()["keys_are_sealed"] is True
    kept = (place.folder / "enrolment").read_bytes()
    assert b"-----BEGIN CERTIFICATE-----" not in kept
    assert kept.startswith(b"deskwarden sealed")
    doctor = place.stage.python(ROOT, "-m", "workstation", "doctor")
    assert "sealed by a key that this machine keeps" in " ".join(doctor.stdout.split())


def test_the_machines_copy_of_the_key_is_sealed_and_out_of_the_agents_reach(place: Workplace) -> None:
    key = (place.stage.run_folder / CREDENTIALS.relative_to("/run") / CREDENTIAL).read_bytes()
    assert len(key) == 32
    assert key not in (place.stage.etc / KEPT.relative_to("/etc")).read_bytes()
    assert (place.stage.etc / "credstore.encrypted").stat().st_mode & 0o077 == 0
