"""What the matrix of roles stands on: every address, a row for each, and how to ask."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver

from respondents.domain import access, letter_texts, open_links, staff_invitations
from respondents.enums import CallOutcome, Role
from respondents.models import CallAttempt, Case, GemeenteNote
from surveys.domain import questionnaires, themes
from surveys.enums import Channel
from surveys.models import Edition, Export, Response
from tests.factories.respondents import (
    BreakGlassFactory,
    ContactImportFactory,
    InvitationFactory,
    LetterFactory,
    ReplyFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import GemeenteFactory, ResponseFactory

SIGN_IN = ("/beheer/inloggen/?", "/beheer/login/?")


def crawl(resolver: URLResolver, route: str = "", namespace: str = "") -> Iterator[str]:
    """Each address by its name, or by its route where it has none."""
    for found in resolver.url_patterns:
        path = f"{route}{found.pattern}"
        if isinstance(found, URLResolver):
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from crawl(found, path, inner)
        elif isinstance(found, URLPattern):
            yield f"{namespace}{found.name}" if found.name and "/" not in found.name else path


def rows_of(edition: Edition) -> dict[str, object]:
    """One of everything in that edition, by the name that the table has for it."""
    gemeente = GemeenteFactory()
    response: Response = ResponseFactory(
        edition=edition, completed=True, gemeente=gemeente, answers={"definitie": "Samen beslissen"}
    )
    invitation = InvitationFactory(edition=edition, respondent__gemeente=gemeente, response=response)
    wave = WaveFactory(edition=edition)
    letter = LetterFactory(wave=wave, invitation=invitation, text=letter_texts.ensure(wave), filled={})
    staff_invitation = staff_invitations.invite(
        name="Bram", email=f"bram@{edition.slug}.example", role=Role.CALLER, by=None
    )
    by_open_link = ResponseFactory(edition=edition, completed=True, channel=Channel.OPEN)
    colleague = StaffFactory()
    passkey = Authenticator.objects.create(user=colleague, type="webauthn", data={"name": "laptop"})
    case = Case.objects.create(edition=edition, gemeente=gemeente)
    attempt = CallAttempt.objects.create(case=case, caller=colleague, outcome=CallOutcome.NO_ANSWER)
    note = GemeenteNote.objects.create(gemeente=gemeente, made_by=colleague, text="Belt zelf terug.")
    return {
        "edition": edition.slug,
        "edition_pk": edition.pk,
        "questionnaire": edition.questionnaire_id,
        "gemeente": gemeente.code,
        "response": response.pk,
        "variable": "definitie",
        "theme": themes.make(edition, "definitie", label=f"Thema van {edition.slug}", by=None).code,
        "open_response": by_open_link.pk,
        "act": "telt",
        "invitation": invitation.pk,
        "wave": wave.pk,
        "letter": letter.pk,
        "reply": ReplyFactory(letter=letter).pk,
        "glass": BreakGlassFactory(invitation=invitation).pk,
        "respondent": invitation.respondent.pk,
        "namesake": RespondentFactory(gemeente=gemeente).pk,
        "attempt": attempt.pk,
        "note": note.pk,
        "open_link": open_links.add(edition, name="LinkedIn", by=None).pk,
        "import": ContactImportFactory().pk,
        "export": Export.objects.create(edition=edition, asked_by=colleague, format="csv", count=1).pk,
        "colleague": colleague.pk,
        "passkey": passkey.pk,
        "staff_invitation": staff_invitation.pk,
        "staff_token": staff_invitations.link(staff_invitation).rstrip("/").split("/")[-1],
        "token": access.derive_token(access.ANSWER, invitation.pk),
        "opt_out": access.derive_token(access.OPT_OUT, invitation.pk),
        "page": next(iter(questionnaires.compiled(edition.questionnaire_id).page_by_slug)),
    }


def ask(client: Client, method: str, address: str) -> str:
    """What came of it: the status, or `login`, or `refused`. What another method than GET did does not stay."""
    with transaction.atomic():
        answer: HttpResponseBase = client.generic(method, address)
        transaction.set_rollback(method not in ("GET", "HEAD"))
    if answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN):
        return "login"
    return "refused" if answer.status_code == 403 else str(answer.status_code)


def fingerprints() -> dict[str, tuple[int, int]]:
    """Of each table how many rows there are, and a sum of what is in them."""
    look = "SELECT '{0}', count(*), coalesce(sum(hashtext(row::text)), 0) FROM {0} row"
    tables = [name for name in connection.introspection.table_names() if name != "surveys_auditentry"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(look.format(name) for name in tables))
        return {name: (count, content) for name, count, content in cursor.fetchall()}
