"""Card verification values (CVV, CVC, CID): three or four digits that only a label or a word beside them gives away."""

# SPDX-License-Identifier: Apache-2.0

DATA_CLASS = "card_verification"
PATTERN = r"[0-9](?<![0-9][0-9])[0-9]{2,3}(?![0-9])(?!/[0-9])"
