"""What msgspec raises for bytes that are not what was expected."""

# SPDX-License-Identifier: Apache-2.0

from typing import Final

import msgspec

# Text that is not UTF-8 is no MsgspecError (https://github.com/msgspec/msgspec/issues/714), and neither is what nests
# deeper than the interpreter's stack.
MALFORMED: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
