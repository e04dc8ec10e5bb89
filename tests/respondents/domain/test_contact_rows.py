from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents.domain.contact_files import TypedRow
from respondents.domain.contact_rows import NAMELESS, NO_DAY, Contact, Refusal, judge
from respondents.models import Respondent
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.models import Gemeente, GemeenteChange
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db

GOOD = {
    "gemeente": "Zwolle",
    "naam": "An de Wit",
    "email": "An.deWit@Zwolle.example",
    "telefoon": "038 498 91 11",
    "functie": "Adviseur participatie",
    "bron": "Website van de gemeente",
    "datum": "12-06-2023",
}
Judge = Callable[..., Contact | Refusal]
NOT_ONE = "Vul één adres in, zonder spaties, komma’s, aanhalingstekens of letters met accenten."
NOT_VALID = "Voer een geldig e-mailadres in."
ON_ONE_LINE = "Zet dit op één regel. Haal regeleinden, tabs en onzichtbare tekens weg."


@pytest.fixture
def judged() -> Judge:
    """Judges a good row with other values; `nameless=True` is said of the row."""
    valid = [GemeenteFactory(name=name) for name in ("Zwolle", "Tilburg", "Boxtel", "Vught")]
    haaren = GemeenteFactory(name="Haaren", valid_until=date(2021, 1, 1))
    for gemeente in valid[1:]:
        GemeenteChange.objects.create(old=haaren, new=gemeente, effective_on=date(2021, 1, 1))
    finder = GemeenteFinder(valid)

    def judged(*, nameless: bool = False, **values: str) -> Contact | Refusal:
        return judge(TypedRow(7, GOOD | values, nameless), finder)

    return judged


def fields_of(respondent: Respondent) -> dict[str, object]:
    names = (
        "name",
        "email",
        "normalized_email",
        "phone",
        "gemeente",
        "functie",
        "source",
        "sourced_on",
        "opted_out_at",
    )
    return {name: getattr(respondent, name) for name in names}


def test_a_good_row_becomes_a_respondent(judged: Judge) -> None:
    contact = judged()

    assert isinstance(contact, Contact)
    assert fields_of(contact.respondent) == {
        "name": "An de Wit",
        "email": "An.deWit@Zwolle.example",
        "normalized_email": "an.dewit@zwolle.example",
        "phone": "038 498 91 11",
        "gemeente": Gemeente.objects.get(name="Zwolle"),
        "functie": "Adviseur participatie",
        "source": "Website van de gemeente",
        "sourced_on": date(2023, 6, 12),
        "opted_out_at": None,
    }


def test_only_gemeente_email_and_source_are_needed(judged: Judge) -> None:
    contact = judged(naam="", telefoon="", functie="", datum="")

    assert isinstance(contact, Contact)
    assert (contact.respondent.name, contact.respondent.sourced_on) == ("", None)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12-06-2023", date(2023, 6, 12)),
        ("12/6/2023", date(2023, 6, 12)),
        ("1.6.2023", date(2023, 6, 1)),
        ("2023-06-12", date(2023, 6, 12)),
        ("2023-06-12 00:00:00", date(2023, 6, 12)),
    ],
)
def test_a_day_is_read_as_the_dutch_write_it(judged: Judge, typed: str, day: date) -> None:
    contact = judged(datum=typed)

    assert isinstance(contact, Contact)
    assert contact.respondent.sourced_on == day


@pytest.mark.parametrize(
    "typed", ["06/13/2023", "12-06-23", "juni", "45089", "31-02-2023", "12-06-2023 of 13"]
)
def test_a_day_that_could_mean_another_is_refused(judged: Judge, typed: str) -> None:
    assert judged(datum=typed) == Refusal(7, NO_DAY)


@time_machine.travel("2023-06-12T21:59:00+00:00", tick=False)
def test_a_source_is_not_of_tomorrow(judged: Judge) -> None:
    assert isinstance(judged(datum="12-06-2023"), Contact)
    assert judged(datum="13-06-2023") == Refusal(
        7, "datum: Deze datum ligt in de toekomst. Vul in wanneer het adres is gevonden."
    )
    assert judged(datum="13-06-0203") == Refusal(7, "datum: Deze datum ligt voor 2000. Kijk het jaar na.")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("612345678", "0612345678"),
        ("0612345678", "0612345678"),
        ("31612345678", "31612345678"),
        ("112", "112"),
    ],
)
def test_a_number_gets_back_the_zero_that_a_spreadsheet_took(judged: Judge, typed: str, stored: str) -> None:
    contact = judged(telefoon=typed)

    assert isinstance(contact, Contact)
    assert contact.respondent.phone == stored


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"gemeente": ""}, "Vul de gemeente in."),
        (
            {"gemeente": "Atlantis"},
            "Gemeente ‘Atlantis’ is niet bekend. Kijk de naam na of vul de CBS-code in.",
        ),
        (
            {"gemeente": "an@zwolle.example"},
            "Gemeente ‘…’ is niet bekend. Kijk de naam na of vul de CBS-code in.",
        ),
        (
            {"gemeente": "Haaren"},
            "Bij ‘Haaren’ passen Boxtel, Tilburg en Vught. Vul een van deze namen in.",
        ),
        ({"email": ""}, "email: Vul een e-mailadres in."),
        ({"email": "zwolle.example"}, f"email: {NOT_VALID} {NOT_ONE}"),
        ({"email": "an@zwolle.example; bo@zwolle.example"}, f"email: {NOT_VALID} {NOT_ONE}"),
        ({"email": "an@zwolle.example,bo@zwolle.example"}, f"email: {NOT_VALID} {NOT_ONE}"),
        ({"email": "an@bo@zwolle.example"}, f"email: {NOT_VALID} {NOT_ONE}"),
        ({"email": '"an,bo"@zwolle.example'}, f"email: {NOT_ONE}"),
        ({"email": "ån@zwolle.example"}, f"email: {NOT_VALID} {NOT_ONE}"),
        ({"bron": ""}, "bron: Vul in waar het adres vandaan komt. De AVG vraagt dat."),
        (
            {"naam": "x" * 151},
            "naam: Zorg dat deze waarde niet meer dan 150 tekens bevat (het zijn er nu 151).",
        ),
        (
            {"telefoon": "1" * 41},
            "telefoon: Zorg dat deze waarde niet meer dan 40 tekens bevat (het zijn er nu 41).",
        ),
        (
            {"functie": "x" * 151},
            "functie: Zorg dat deze waarde niet meer dan 150 tekens bevat (het zijn er nu 151).",
        ),
        ({"nameless": True}, NAMELESS),
    ],
    ids=str,
)
def test_a_refusal_says_what_to_do(judged: Judge, values: dict[str, str], reason: str) -> None:
    assert judged(**values) == Refusal(7, reason)


def test_a_refusal_gives_all_reasons_at_once(judged: Judge) -> None:
    assert judged(gemeente="Atlantis", email="", bron="", datum="ooit") == Refusal(
        7,
        "Gemeente ‘Atlantis’ is niet bekend. Kijk de naam na of vul de CBS-code in. "
        "email: Vul een e-mailadres in. "
        "bron: Vul in waar het adres vandaan komt. De AVG vraagt dat. "
        "datum: Deze datum is niet te lezen. Schrijf hem als 12-06-2023.",
    )


@pytest.mark.parametrize("column", GOOD)
@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\x0b"])
@pytest.mark.parametrize("place", ["{0}{1}Bcc: bo@zwolle.example", "{0}{1}"])
def test_no_cell_goes_on_on_a_new_line(judged: Judge, column: str, sign: str, place: str) -> None:
    assert judged(**{column: place.format(GOOD[column], sign)}) == Refusal(7, f"{column}: {ON_ONE_LINE}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*GOOD]), st.text(max_size=60) | st.sampled_from([*GOOD.values()])))
def test_whatever_is_typed_is_refused_or_can_be_stored(judged: Judge, values: dict[str, str]) -> None:
    row = judged(**values)

    if isinstance(row, Contact):
        with transaction.atomic():
            row.respondent.save()
            transaction.set_rollback(True)
    else:
        assert row.reason.endswith((".", "?"))
        assert "@" not in row.reason
