"""`python -m workstation` is `deskwarden`."""

# SPDX-License-Identifier: Apache-2.0

from workstation.cli import main

main()
