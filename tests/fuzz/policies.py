"""What atheris calls with each file: it is refused as a policy, or it is one that means something."""

# SPDX-License-Identifier: Apache-2.0

import sys

import atheris

with atheris.instrument_imports(include=["workstation.policy"]):
    from workstation.errors import PolicyError
    from workstation.packs import shipped_pack
    from workstation.policy.load import parse_policy
    from workstation.policy.wire import decode_policy, encode_policy


def judge(untrusted: bytes) -> None:
    """Load one file; anything but a policy or a refusal ends the run."""
    try:
        policy = parse_policy(untrusted, "fuzz.toml", shipped_pack)
    except PolicyError:
        return
    if not policy.rule or decode_policy(encode_policy(policy)) != policy:
        raise AssertionError("a policy that is not one was loaded")


atheris.Setup(sys.argv, judge)
atheris.Fuzz()
