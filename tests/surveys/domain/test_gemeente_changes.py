from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from surveys.domain import gemeente_changes, gemeenten
from surveys.enums import AuditVerb
from surveys.exceptions import ChangeRefused
from surveys.models import AuditEntry, Gemeente, GemeenteChange
from tests.at_once import at_once
from tests.factories.surveys import EditionFactory, GemeenteFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=40)


@pytest.fixture
def old() -> Gemeente:
    return GemeenteFactory(name="Haaren")


@pytest.fixture
def new() -> Gemeente:
    return GemeenteFactory(name="Oisterwijk")


def test_record_ends_the_old_one_and_says_where_it_went(old: Gemeente, new: Gemeente) -> None:
    other = GemeenteFactory(name="Vught")

    assert gemeente_changes.record(old, [new, other], SOON, by=None)
    assert not gemeente_changes.record(old, [other, new], SOON, by=None)

    old.refresh_from_db()
    assert old.valid_until == SOON
    changes = set(GemeenteChange.objects.values_list("old", "new", "effective_on"))
    assert changes == {(old.pk, new.pk, SOON), (old.pk, other.pk, SOON)}
    entries = AuditEntry.objects.filter(verb=AuditVerb.ENDED_GEMEENTE).values_list("target", "count")
    assert list(entries) == [(f"gemeente:{old.pk}", 2)]


def test_an_edition_keeps_the_gemeenten_of_the_day_on_which_it_opens(old: Gemeente, new: Gemeente) -> None:
    now, later = EditionFactory(), EditionFactory(upcoming=True)
    between = TODAY + timedelta(days=5)

    gemeente_changes.record(old, [new], between, by=None)

    assert [old in one.gemeenten for one in (now, later)] == [True, False]
    assert list(gemeente_changes.keeping(between)) == [now]
    assert list(gemeente_changes.following(between)) == [later]


def test_record_refuses_what_cannot_be(old: Gemeente, new: Gemeente) -> None:
    closed = EditionFactory(closed=True)
    opened = timezone.localdate(closed.opens_at)
    ended = GemeenteFactory(valid_until=TODAY)
    young = GemeenteFactory(valid_from=SOON)
    refused = [
        (old, [], SOON, "Kies in welke gemeente"),
        (old, [old], SOON, "niet op in zichzelf"),
        (old, [new, old], SOON, "niet op in zichzelf"),
        (ended, [new], SOON, "bestaat sinds"),
        (old, [ended], SOON, "bestaat niet op"),
        (old, [young], TODAY, "bestaat niet op"),
        (young, [new], SOON, "bestaat pas sinds"),
        (old, [new], opened, "houdt haar gemeenten"),
        (old, [new], date(2099, 1, 1), "meer dan vijf jaar"),
        (old, [new], date.min, "te ver terug"),
    ]

    for one, into, on, words in refused:
        with pytest.raises(ChangeRefused, match=words):
            gemeente_changes.record(one, into, on, by=None)

    assert not GemeenteChange.objects.exists()
    assert gemeente_changes.record(old, [new], opened + timedelta(days=1), by=None)


def test_an_ended_gemeente_is_not_ended_otherwise(old: Gemeente, new: Gemeente) -> None:
    gemeente_changes.record(old, [new], SOON, by=None)

    with pytest.raises(ChangeRefused, match="bestaat sinds"):
        gemeente_changes.record(old, [GemeenteFactory()], SOON, by=None)
    with pytest.raises(ChangeRefused, match="bestaat niet op"):
        gemeente_changes.record(new, [old], SOON, by=None)


def test_reading_the_files_again_opens_no_gemeente_that_was_ended() -> None:
    gemeenten.load()
    old, new = (Gemeente.objects.get(name=name) for name in ("Oegstgeest", "Leiden"))
    gemeente_changes.record(old, [new], SOON, by=None)

    gemeenten.load()

    old.refresh_from_db()
    assert old.valid_until == SOON
    assert Gemeente.objects.filter(valid_until__gt=TODAY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_of_staff_at_once() -> None:
    one, other = GemeenteFactory.create_batch(2)

    def record(old: Gemeente, new: Gemeente) -> bool | None:
        try:
            return gemeente_changes.record(old, [new], SOON, by=None)
        except ChangeRefused:
            return None

    into_each_other = at_once([partial(record, one, other), partial(record, other, one)])

    assert sorted(into_each_other, key=str) == [None, True]
    assert GemeenteChange.objects.count() == 1
