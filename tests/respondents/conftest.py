from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.smtp import Sink, sink


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Sink]:
    """A real mail server, and the settings that lead to it."""
    with sink() as server:
        settings.EMAIL_BACKEND = "respondents.transports.smtp.StagedEmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server.server_address[1]
        settings.EMAIL_TIMEOUT = 2
        yield server
