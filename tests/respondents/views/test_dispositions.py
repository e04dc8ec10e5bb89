"""The page of the outcomes, the file, the command, and the lists behind the counts."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.domain.outcome_table import outcome_table
from respondents.enums import Disposition
from respondents.models import Invitation
from respondents.views import dispositions
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory
from tests.factories.surveys import EditionFactory, ResponseFactory
from tests.many import many_persons
from tests.staff import client_of
from tests.surveys.domain.test_partials import FIVE

pytestmark = pytest.mark.django_db

HEADER = (
    "\ufeffsoort;naam;code;klasse;omschrijving;personen;van personen;personen %;"
    "gemeenten;van gemeenten;gemeenten %"
)


def page_of(edition: Edition) -> str:
    return reverse("fieldwork:dispositions", args=[edition.slug])


def list_of(edition: Edition, level: str, disposition: Disposition) -> str:
    return reverse("fieldwork:disposition", args=[edition.slug, level, disposition.value])


@pytest.fixture
def answered(edition: Edition) -> Invitation:
    person = InvitationFactory(edition=edition, respondent__gemeente__name="Zwolle")
    person.response = ResponseFactory(edition=edition, gemeente=person.respondent.gemeente, completed=True)
    person.save()
    return person


@pytest.fixture
def silent(edition: Edition) -> Invitation:
    letter = LetterFactory(wave__edition=edition, state="accepted", invitation__respondent__name="Bram Smit")
    return letter.invitation


def test_the_page_shows_each_outcome_and_each_rate_by_name(
    edition: Edition, answered: Invitation, silent: Invitation
) -> None:
    answer = client_of("analist").get(page_of(edition))

    table = answer.context["table"]
    found = {line.disposition.code: (line.persons, line.gemeenten) for line in table.lines if line.persons}
    assert found == {"1.1": (1, 1), "3.19": (1, 1)}
    text = answer.content.decode()
    names = ["RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4", "REF1", "CON1"]
    assert [line.formula.name for line in table.rates] == names
    assert "(50,0%, RR1)" in text
    assert "tussenstand" in text


def test_a_rate_of_nothing_is_a_dash_without_a_percent_sign(edition: Edition) -> None:
    pages = [page_of(edition), reverse("fieldwork:fieldwork", args=[edition.slug])]

    for page in pages:
        text = client_of("analist").get(page).content.decode()
        assert ("<b>–</b>" in text, "–%" in text) == (True, False)


def test_the_team_goes_from_a_count_to_the_list_and_the_analyst_does_not(
    edition: Edition, answered: Invitation
) -> None:
    addresses = [list_of(edition, level, Disposition.COMPLETE) for level in ("personen", "gemeenten")]

    pages = {
        role: client_of(role).get(page_of(edition)).content.decode() for role in ("projectteam", "analist")
    }

    assert [address in pages["projectteam"] for address in addresses] == [True, True]
    assert [address in pages["analist"] for address in addresses] == [False, False]


def test_the_lists_name_who_is_behind_a_count(
    edition: Edition, answered: Invitation, silent: Invitation
) -> None:
    team = client_of("projectteam")

    persons = team.get(list_of(edition, "personen", Disposition.SILENT))
    gemeenten = team.get(list_of(edition, "gemeenten", Disposition.COMPLETE))
    nobody = team.get(list_of(edition, "personen", Disposition.LEFT))

    assert persons.context["rows"] == [silent]
    assert gemeenten.context["rows"] == [answered.respondent.gemeente]
    assert "Bram Smit" in persons.content.decode()
    assert "Op dit moment niemand meer." in nobody.content.decode()


def test_there_is_no_list_of_what_cannot_be(edition: Edition) -> None:
    team = client_of("projectteam")
    odd = [("personen", "gemeente_refused"), ("gemeenten", "left"), ("dieren", "complete"), ("personen", "x")]

    addresses = [reverse("fieldwork:disposition", args=[edition.slug, *one]) for one in odd]

    assert [team.get(address).status_code for address in addresses] == [404] * 4


def test_a_list_is_paged(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispositions, "PER_PAGE", 2)
    InvitationFactory.create_batch(3, edition=edition)
    team = client_of("projectteam")

    address = list_of(edition, "personen", Disposition.NOT_SENT)
    pages = [team.get(address, {"pagina": number}).context["rows"] for number in (1, 2)]

    assert [len(rows) for rows in pages] == [2, 1]


def test_after_the_close_the_outcomes_are_final() -> None:
    closed = EditionFactory(closed=True)

    assert outcome_table(closed).is_final
    assert "tussenstand" not in client_of("analist").get(page_of(closed)).content.decode()


def test_the_file_holds_what_the_page_shows(
    edition: Edition, answered: Invitation, silent: Invitation
) -> None:
    ResponseFactory(edition=edition, gemeente=silent.respondent.gemeente, channel="open", completed=True)

    answer = client_of("analist").get(reverse("fieldwork:dispositions_csv", args=[edition.slug]))

    lines = answer.content.decode().splitlines()
    assert answer["Content-Disposition"] == f'attachment; filename="uitkomsten-{edition.slug}.csv"'
    assert lines[:2] == [HEADER, "uitkomst;complete;AAPOR 1.1;I;Vragenlijst verzonden;1;;;2;;"]
    assert "totaal;;;;;2;;;2;;" in lines
    assert "buiten de steekproef;outside;AAPOR 3.91;UO;;1;;;;;" in lines
    assert "maat;RR1;;;Verzonden, van alle;1;2;50,0;2;2;100,0" in lines


def test_the_command_prints_the_same_as_json(
    edition: Edition, answered: Invitation, silent: Invitation
) -> None:
    output = StringIO()

    call_command("dispositions", edition.slug, stdout=output)

    found = json.loads(output.getvalue())
    assert (found["edition"], found["is_final"], found["outside_sample"]) == (edition.slug, False, 0)
    assert found["persons"]["total"] == 2
    assert found["persons"]["dispositions"][0] == {
        "name": "complete",
        "code": "1.1",
        "class": "I",
        "count": 1,
    }
    assert found["gemeenten"]["e"] == 1
    assert found["gemeenten"]["rates"]["RR1"] == {"count": 1, "base": 2, "percent": 50.0}


def test_the_command_knows_only_editions_that_are_there() -> None:
    with pytest.raises(CommandError, match="bestaat niet"):
        call_command("dispositions", "ambtenaren-1999")


@pytest.mark.parametrize("count", [1, 8000])
def test_the_pages_ask_as_much_for_one_person_as_for_8000(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_persons(edition, count, FIVE)
    team = client_of("projectteam")
    team.get(page_of(edition))

    with django_assert_num_queries(12):
        page = team.get(page_of(edition))
    with django_assert_num_queries(13):
        team.get(list_of(edition, "personen", Disposition.PARTIAL))

    assert page.context["table"].persons == count
