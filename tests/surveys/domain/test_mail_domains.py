from collections.abc import Callable
from datetime import date

import pytest

from surveys.domain import gemeenten
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.domain.mail_domains import MailDomains
from surveys.models import Gemeente

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed() -> Callable[[str], list[str]]:
    """The gemeenten of 2023 that an address may belong to."""
    gemeenten.load()
    valid = list(Gemeente.objects.valid_on(date(2023, 6, 12)))
    domains = MailDomains(valid, GemeenteFinder(valid))
    return lambda email: [str(gemeente) for gemeente in domains.gemeenten_of(email)]


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("an@zwolle.nl", ["Zwolle"]),
        ("An@ZWOLLE.nl", ["Zwolle"]),
        ("an@mail.zwolle.nl", ["Zwolle"]),
        ("an@gembest.nl", ["Best"]),
        ("an@brielle.nl", ["Voorne aan Zee"]),
        ("an@nietzwolle.nl", []),
        ("an@nl", []),
        ("zwolle.nl", ["Zwolle"]),
        ("an@gmail.com", []),
        ("", []),
    ],
)
def test_a_domain_proposes_its_gemeente(
    proposed: Callable[[str], list[str]], email: str, found: list[str]
) -> None:
    assert proposed(email) == found
