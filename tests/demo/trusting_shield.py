"""The shield that takes a keeper's silence for a permission: how the demo takes the cover without a keeper away."""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys
from pathlib import Path

from workstation.link.messages import Message, Uncover
from workstation.shield.line import LineBroken
from workstation.shield.shield import Shield, main

hand_over = Shield._hand_over


def trustingly(shield: Shield, said: Message | LineBroken) -> None:
    """Hand everything on, but a broken line as if the keeper had said to uncover."""
    hand_over(shield, Uncover() if isinstance(said, LineBroken) else said)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--slot", type=int, default=1)
    asked = parser.parse_args()
    setattr(Shield, "_hand_over", trustingly)  # noqa: B010 - the method is replaced on purpose
    sys.exit(main(asked.socket, asked.slot))
