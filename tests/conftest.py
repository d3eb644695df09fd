"""What holds of every test."""

# SPDX-License-Identifier: Apache-2.0

from hypothesis import HealthCheck, settings

from tests.desktop.shared import bed, compositor, eyes, launch

__all__ = ["bed", "compositor", "eyes", "launch"]

# How long an example takes, and drawing one, is the machine's affair, and that of whatever else runs there.
settings.register_profile("deskwarden", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("deskwarden")
