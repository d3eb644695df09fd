"""The policy's shape for editors: JSON Schema, as Taplo and VS Code read it for TOML."""

# SPDX-License-Identifier: Apache-2.0

import msgspec

from workstation.policy.rules import Policy


def policy_schema() -> str:
    """Return the text of `policies/schema.json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Policy)
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
