from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access, contacts, visits
from respondents.domain.contact_files import ContactFile, TypedRow
from respondents.domain.contact_rows import Refusal
from respondents.domain.contacts import SUPPRESSED, Changes, Plan
from respondents.domain.opt_out import opt_out
from respondents.models import Invitation, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Gemeente, GemeenteChange
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory

pytestmark = pytest.mark.django_db
NOTHING = Changes(added=0, filled=0, invited=0)


@pytest.fixture(autouse=True)
def zwolle() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


def typed(*rows: dict[str, str]) -> ContactFile:
    """A file with these rows; what a row does not say is filled in."""
    usual = {"gemeente": "Zwolle", "email": "an@zwolle.example", "bron": "Website"}
    numbered = enumerate(rows, start=2)
    return ContactFile([TypedRow(number, usual | row, False) for number, row in numbered], [], [])


def people(count: int, **values: str) -> ContactFile:
    return typed(*({"email": f"an{number}@zwolle.example", **values} for number in range(count)))


def stored(*names: str) -> list[dict[str, Any]]:
    return list(Respondent.objects.order_by("normalized_email", "gemeente").values(*names))


def run(file: ContactFile, edition: Edition | None = None) -> Changes:
    return contacts.store(contacts.make_plan(file, edition=edition), by=None)


def audited() -> Sequence[tuple[Any, ...]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "count", "actor"))


def test_a_plan_stores_nothing(edition: Edition) -> None:
    before = audited()

    plan = contacts.make_plan(people(2), edition=edition)

    assert plan.changes == Changes(added=2, filled=0, invited=2)
    assert (Respondent.objects.count(), Invitation.objects.count(), audited()) == (0, 0, before)


def test_store_adds_what_the_plan_says(zwolle: Gemeente) -> None:
    plan = contacts.make_plan(typed({"email": "An@Zwolle.example", "naam": "An", "datum": "12-06-2023"}))

    changes = contacts.store(plan, by=None)

    assert changes == plan.changes == Changes(added=1, filled=0, invited=0)
    assert stored("name", "email", "normalized_email", "gemeente", "source", "sourced_on") == [
        {
            "name": "An",
            "email": "An@Zwolle.example",
            "normalized_email": "an@zwolle.example",
            "gemeente": zwolle.pk,
            "source": "Website",
            "sourced_on": date(2023, 6, 12),
        }
    ]


def test_store_twice_changes_nothing(edition: Edition) -> None:
    file = people(3)
    run(file, edition)
    before = stored(), list(Invitation.objects.order_by("pk").values()), audited()

    again = contacts.make_plan(file, edition=edition)

    assert again.changes == contacts.store(again, by=None) == NOTHING
    assert (again.known, again.refused) == (3, [])
    assert (stored(), list(Invitation.objects.order_by("pk").values()), audited()) == before


def test_a_plan_that_is_stored_twice_does_its_work_once(edition: Edition) -> None:
    plan = contacts.make_plan(people(3), edition=edition)

    assert contacts.store(plan, by=None) == Changes(added=3, filled=0, invited=3)
    assert contacts.store(plan, by=None) == NOTHING


def test_store_writes_down_who_did_it(edition: Edition) -> None:
    actor = StaffFactory()
    before = len(audited())

    contacts.store(contacts.make_plan(people(2)), by=actor)
    contacts.store(contacts.make_plan(people(3), edition=edition), by=actor)

    assert audited()[before:] == [
        (AuditVerb.IMPORTED_CONTACTS, "respondent", 2, actor.pk),
        (AuditVerb.IMPORTED_CONTACTS, f"edition:{edition.pk}", 1, actor.pk),
    ]


def test_who_is_known_stays_and_gets_what_was_empty() -> None:
    RespondentFactory(
        name="An de Wit",
        email="an@zwolle.example",
        phone="",
        gemeente=Gemeente.objects.get(),
        source="Website",
    )
    file = typed(
        {
            "email": "AN@zwolle.example",
            "naam": "A. Wit",
            "telefoon": "0612345678",
            "functie": "Adviseur",
            "datum": "12-06-2023",
        }
    )

    plan = contacts.make_plan(file)

    assert (plan.known, plan.changes) == (1, Changes(added=0, filled=1, invited=0))
    assert contacts.store(plan, by=None) == plan.changes
    assert stored("name", "email", "phone", "functie", "source", "sourced_on") == [
        {
            "name": "An de Wit",
            "email": "an@zwolle.example",
            "phone": "0612345678",
            "functie": "Adviseur",
            "source": "Website",
            "sourced_on": date(2023, 6, 12),
        }
    ]
    assert run(file) == NOTHING


def test_the_day_of_another_source_is_not_taken_over() -> None:
    RespondentFactory(email="an@zwolle.example", gemeente=Gemeente.objects.get(), source="Almanak")

    assert run(typed({"datum": "12-06-2023"})) == NOTHING
    assert stored("source", "sourced_on") == [{"source": "Almanak", "sourced_on": None}]


def test_an_address_twice_in_one_gemeente_is_refused_the_second_time() -> None:
    GemeenteFactory(name="Assen")
    file = typed({}, {"email": "AN@zwolle.example"}, {"gemeente": "Assen"}, {"gemeente": "gemeente zwolle"})

    plan = contacts.make_plan(file)

    assert plan.refused == [
        Refusal(number, "Dit adres staat al in rij 2, bij dezelfde gemeente. Haal een van de twee weg.")
        for number in (3, 5)
    ]
    assert contacts.store(plan, by=None) == Changes(added=2, filled=0, invited=0)


def test_a_refused_row_does_not_make_a_later_one_a_double() -> None:
    plan = contacts.make_plan(typed({"bron": ""}, {}))

    assert ([refusal.number for refusal in plan.refused], plan.changes.added) == ([2], 1)


def test_an_address_without_mail_is_refused(edition: Edition) -> None:
    opt_out(RespondentFactory(email="an@elders.example"))

    plan = contacts.make_plan(typed({"email": "AN@elders.example"}, {}), edition=edition)

    assert plan.refused == [Refusal(2, SUPPRESSED)]
    assert plan.changes == Changes(added=1, filled=0, invited=1)


def test_a_respondent_without_a_gemeente_is_another_one() -> None:
    RespondentFactory(email="an@zwolle.example", gemeente=None)

    assert run(typed({})) == Changes(added=1, filled=0, invited=0)


def test_everybody_in_the_file_is_invited_once(edition: Edition, zwolle: Gemeente) -> None:
    invited = InvitationFactory(
        edition=edition, respondent__email="an0@zwolle.example", respondent__gemeente=zwolle
    )
    RespondentFactory(email="an1@zwolle.example", gemeente=zwolle)
    RespondentFactory(email="niet-in-het-bestand@zwolle.example", gemeente=zwolle)
    InvitationFactory(respondent=invited.respondent)

    plan = contacts.make_plan(people(3), edition=edition)

    assert (plan.known, plan.changes) == (2, Changes(added=1, filled=0, invited=2))
    assert contacts.store(plan, by=None) == plan.changes
    emails = edition.invitations.values_list("respondent__email", flat=True)
    assert sorted(emails) == [f"an{number}@zwolle.example" for number in range(3)]


def test_the_links_of_the_invitations_work(edition: Edition) -> None:
    run(people(2), edition)

    for invitation in Invitation.objects.all():
        visit = visits.find_visit(access.personal_link(invitation).split("/")[-2])
        assert visit is not None
        assert visit.invitation == invitation
        assert access.find_opt_out(access.opt_out_link(invitation).split("/")[-2]) == invitation


def test_the_edition_decides_which_gemeenten_there_are() -> None:
    former = GemeenteFactory(name="Brielle", valid_until=date(2023, 1, 1))
    new = GemeenteFactory(name="Voorne aan Zee", valid_from=date(2023, 1, 1))
    GemeenteChange.objects.create(old=former, new=new, effective_on=date(2023, 1, 1))
    earlier = EditionFactory(opens_at="2022-06-12T00:00:00+02:00")
    earlier.refresh_from_db()
    file = typed({"gemeente": "Brielle"})

    def gemeente(plan: Plan) -> Gemeente | None:
        return plan.contacts[0].respondent.gemeente

    assert gemeente(contacts.make_plan(file)) == new
    assert gemeente(contacts.make_plan(file, edition=earlier)) == former


def test_the_number_of_queries_does_not_grow(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (3, 1200):
        Respondent.objects.all().delete()
        run(people(count // 3), edition)
        file = people(count, telefoon="0612345678")
        with django_assert_num_queries(6):
            plan = contacts.make_plan(file, edition=edition)
        with django_assert_num_queries(13):
            changes = contacts.store(plan, by=None)
        new = count - count // 3
        assert changes == plan.changes == Changes(added=new, filled=count // 3, invited=new)


def test_store_is_all_or_nothing(edition: Edition) -> None:
    plan = contacts.make_plan(people(2), edition=edition)
    plan.contacts[1].respondent.email = "an, bo@zwolle.example"
    before = audited()

    with pytest.raises(IntegrityError, match="respondent_address_is_one"), transaction.atomic():
        contacts.store(plan, by=None)

    assert (Respondent.objects.count(), Invitation.objects.count(), audited()) == (0, 0, before)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_add_and_invite_everybody_once() -> None:
    edition = EditionFactory()
    plans = [contacts.make_plan(ContactFile(rows, [], []), edition=edition) for rows in both_ways(people(50))]

    at_once([partial(contacts.store, plan, by=None) for plan in plans])

    assert Respondent.objects.count() == edition.invitations.exclude(link_digest=None).count() == 50


def both_ways(file: ContactFile) -> list[list[TypedRow]]:
    return [file.rows, file.rows[::-1]]
