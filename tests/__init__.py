"""Tests. None reaches the keyring of whoever runs them; what wants one starts its own (tests/keeper/ownkeyring.py)."""

# SPDX-License-Identifier: Apache-2.0

import os

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
OWN_KEYRING = "DESKWARDEN_TESTS_OWN_KEYRING"
if OWN_KEYRING not in os.environ:
    os.environ.update(NO_KEYRING)
