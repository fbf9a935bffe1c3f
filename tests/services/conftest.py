"""A place for letters, and settings that send them there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lobbib.config import Config
from tests.postbox import Postbox, open_postbox


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


@pytest.fixture
def posting(config: Config, postbox: Postbox) -> Config:
    return replace(config, base_url="https://lob.school.nl", smtp_url=postbox.url)
