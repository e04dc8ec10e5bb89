import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from respondents.models import Respondent
from tests.factories.respondents import RespondentFactory

pytestmark = pytest.mark.django_db
NOT_ONE_ADDRESS = [
    "an@gemeente.example, bob@gemeente.example",
    "an@gemeente.example;bob@gemeente.example",
    "an@bob@gemeente.example",
    '"an,bob"@gemeente.example',
    "An <an@gemeente.example>",
    "an@gemeente.example\nBcc: bob@gemeente.example",
    "an@gemeente.example\n",
    "an@[127.0.0.1]",
    "ané@gemeente.example",
    "an@gemeente\u200b.example",
    "gemeente.example",
]


@pytest.mark.parametrize("email", ["an@gemeente.example", "a.n+o'neill_1@GEMEENTE-zwolle.example"])
def test_an_address_is_taken(email: str) -> None:
    respondent = RespondentFactory.build(email=email, gemeente=None)

    respondent.full_clean()
    respondent.save()


@pytest.mark.parametrize("email", NOT_ONE_ADDRESS)
def test_a_form_refuses_what_is_not_one_address(email: str) -> None:
    respondent = RespondentFactory.build(email=email, gemeente=None)

    with pytest.raises(ValidationError) as refusal:
        respondent.clean_fields()
    assert list(refusal.value.message_dict) == ["email"]


@pytest.mark.parametrize("email", NOT_ONE_ADDRESS)
def test_the_database_refuses_what_is_not_one_address(email: str) -> None:
    respondent = RespondentFactory.build(email=email, gemeente=None)

    with pytest.raises(IntegrityError, match="respondent_address_is_one"), transaction.atomic():
        Respondent.objects.bulk_create([respondent])


@pytest.mark.parametrize("field", ["name", "phone", "functie", "source"])
@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\0", "\t", "\v", "\x85", "\u2028", "\u2029", "\u202e", "\ud800"]
)
def test_a_field_stays_on_its_line(field: str, sign: str) -> None:
    respondent = RespondentFactory.build(gemeente=None, **{field: f"a{sign}b"})

    with pytest.raises(ValidationError) as refusal:
        respondent.clean_fields()
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    "name", ["José ’t Hóoft-Ümit", "Nguyễn", "山田", "O'Neill (a.i.)", "Anne\u200dMarie"]
)
def test_a_name_in_any_script_is_taken(name: str) -> None:
    RespondentFactory.build(gemeente=None, name=name).clean_fields()
