"""The places where the open link of an edition stands: each has a tag of its own, so that its yield can be told."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, count, islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify

from respondents.domain.starts import clean_source
from respondents.exceptions import OpenLinkRefused
from respondents.models import OpenLink
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Response

# What we propose; whoever types one may use as many signs as an address keeps.
LONGEST_PROPOSAL = 30
WITHOUT_LETTERS = "link"
# Somebody else may take the one that is proposed at the same moment, but not again and again.
MOST_TRIES = 20

TAKEN = "Dit label is al van een andere link. Kies een ander label."
IN_USE = "Met dit label kwamen al antwoorden binnen, dus het ligt vast. De naam kunt u wel wijzigen."


def address_of(link: OpenLink) -> str:
    """The whole link, as it must stand in the newsletter."""
    return f"{settings.PUBLIC_URL}/o/{link.edition.slug}/?{urlencode({'bron': link.tag})}"


def is_in_use(link: OpenLink) -> bool:
    return Response.objects.filter(edition=link.edition_id, source=link.tag).exists()


@transaction.atomic
def add(
    edition: Edition,
    *,
    name: str,
    placed_by: str = "",
    placed_on: date | None = None,
    tag: str = "",
    by: audit.Actor,
) -> OpenLink:
    """With a tag made of the name, or with one by which answers came in already: that is adopted, with its counts.

    Raises OpenLinkRefused if a link has that tag.
    """
    link = OpenLink(edition=edition, name=name, placed_by=placed_by, placed_on=placed_on, tag=tag)
    proposals: Iterable[str] = [tag] if tag else _proposals(edition, name)
    if not any(_store(link, proposal) for proposal in proposals):
        raise OpenLinkRefused(TAKEN)
    audit.record(AuditVerb.ADDED, link, by=by)
    return link


def _proposals(edition: Edition, name: str) -> Iterator[str]:
    """Never one by which answers came in: those are of another place, or must be adopted on purpose."""
    base = _shortened(clean_source(slugify(name))) or WITHOUT_LETTERS
    of_links = OpenLink.objects.filter(edition=edition, tag__startswith=base)
    of_answers = Response.objects.filter(edition=edition, source__startswith=base).order_by()
    taken = {*of_links.values_list("tag", flat=True), *of_answers.values_list("source", flat=True)}
    numbered = chain([base], (f"{base}-{number}" for number in count(2)))
    return islice((tag for tag in numbered if tag not in taken), MOST_TRIES)


def _shortened(tag: str) -> str:
    """Whole words, as far as they fit."""
    if len(tag) <= LONGEST_PROPOSAL:
        return tag
    head, _, _ = tag[: LONGEST_PROPOSAL + 1].rpartition("-")
    return head or tag[:LONGEST_PROPOSAL]


def _store(link: OpenLink, tag: str) -> bool:
    """False if another link got that tag first."""
    link.tag = tag
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        return False
    return True


@transaction.atomic
def change(
    link: OpenLink, *, name: str, tag: str, placed_by: str, placed_on: date | None, by: audit.Actor
) -> OpenLink:
    """Raises OpenLinkRefused for another tag once answers came in, and for one that another link has."""
    locked = OpenLink.objects.select_for_update(of=("self",)).select_related("edition").get(pk=link.pk)
    if tag != locked.tag and is_in_use(locked):
        raise OpenLinkRefused(IN_USE)
    locked.name, locked.placed_by, locked.placed_on = name, placed_by, placed_on
    if not _store(locked, tag):
        raise OpenLinkRefused(TAKEN)
    audit.record(AuditVerb.CHANGED, locked, by=by)
    return locked


@transaction.atomic
def end(link: OpenLink, *, by: audit.Actor) -> bool:
    """For the list of the team only: who follows it still gets in, and counts. False if it was ended before."""
    ended = OpenLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        audit.record(AuditVerb.CHANGED, link, by=by, reason="beëindigd")
    return bool(ended)


@transaction.atomic
def resume(link: OpenLink, *, by: audit.Actor) -> bool:
    resumed = OpenLink.objects.filter(pk=link.pk, ended_at__isnull=False).update(ended_at=None)
    if resumed:
        audit.record(AuditVerb.CHANGED, link, by=by, reason="weer in gebruik")
    return bool(resumed)
