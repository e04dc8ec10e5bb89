"""The CSV that PostgreSQL makes is, to the byte, the one that Python makes of the same answers."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.exports.csv import DUTCH_EXCEL, WORLD
from surveys.models import Edition, Gemeente, Questionnaire
from tests.surveys import answered
from tests.surveys.exports import in_python

pytestmark = pytest.mark.django_db

# Each example is eight responses and four files.
EXAMPLES = int(os.environ.get("EXPORTS", "6"))


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_is_the_same_for_whatever_was_answered(
    edition: Edition, newer: Questionnaire, gemeenten: list[Gemeente], data: st.DataObject
) -> None:
    answered.store(data, edition, [edition.questionnaire, newer] * 4, gemeenten)

    for code, dialect in (("csv", WORLD), ("csv-nl", DUTCH_EXCEL)):
        for labels in (False, True):
            ours = b"".join(FORMATS[code].write(read_extract(edition), labels))
            assert ours == in_python.csv_file(edition, dialect, labels)
