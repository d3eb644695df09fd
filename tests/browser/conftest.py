"""One node process for the tests of a module."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest

from tests.browser.node import NodeDetector, node_detector


@pytest.fixture(scope="module")
def node() -> Iterator[NodeDetector]:
    with node_detector() as detector:
        yield detector
