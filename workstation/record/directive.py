"""What the audit store tells its devices to do, one message each. The store alone may only tighten or announce."""

# SPDX-License-Identifier: Apache-2.0

from typing import TypeAlias

import msgspec


class PolicyPublished(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="policy_changed"):
    """Another set of policies is published: look at it now. It proves itself, or is refused."""

    version: int


Directive: TypeAlias = PolicyPublished
