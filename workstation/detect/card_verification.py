"""Card verification values (CVV, CVC, CID): three or four digits that only a label or a word beside them gives away."""

# SPDX-License-Identifier: Apache-2.0

DATA_CLASS = "card_verification"
_ONE_BY_ONE = r"(?<![0-9][ .,\-])[0-9](?:[ .,\-]{1,3}[0-9]){2,3}(?![ .,\-]{0,3}[0-9])"
PATTERN = rf"[0-9](?<![0-9][0-9])(?<!\*[0-9])(?<![*x]-[0-9])[0-9]{{2,3}}(?![0-9])(?!/[0-9])|{_ONE_BY_ONE}(?!/[0-9])"
