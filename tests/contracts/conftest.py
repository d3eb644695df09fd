"""The bed, for the contracts of what stands on a desktop."""

# SPDX-License-Identifier: Apache-2.0

from tests.desktop.conftest import bed, launch

__all__ = ["bed", "launch"]
