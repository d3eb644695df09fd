"""How targets and roles are called: one policy for all, and one for each team that has its own."""

# SPDX-License-Identifier: Apache-2.0

from urllib.parse import quote

POLICY = "policy.toml"
TARGETS = "targets"


def path_for(team: str | None) -> str:
    """Return the target of a team's policy, or of everybody's."""
    return POLICY if team is None else f"teams/{_plain(team)}/{POLICY}"


def role_for(team: str | None) -> str:
    """Return the role that lists that target."""
    return TARGETS if team is None else f"team-{_plain(team)}"


def file_of(path: str, sha256: str) -> str:
    """Return where the bytes of a target lie: consistent snapshots put their hash before the name."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{sha256}.{name}"


def _plain(team: str) -> str:
    """Return `team` in letters that are no pattern, no path and no escape of an address; no two teams get the same."""
    return quote(team, safe="").replace(".", "%2E").replace("%", "=")
