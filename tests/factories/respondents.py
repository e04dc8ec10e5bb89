from datetime import timedelta

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils import timezone

from respondents.domain import access
from respondents.domain.break_glass import OPEN_FOR
from respondents.enums import LetterKind, ReplyKind, ReplyState, WaveKind, WaveState
from respondents.models import (
    BreakGlass,
    ContactImport,
    HandOver,
    Invitation,
    Letter,
    Reply,
    Respondent,
    Wave,
)
from surveys.enums import Channel
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory


class StaffFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"medewerker{n}")
    is_staff = True


class RespondentFactory(factory.django.DjangoModelFactory[Respondent]):
    class Meta:
        model = Respondent

    name = "Sanne de Vries"
    email = factory.Sequence(lambda n: f"sanne{n}@gemeente.example")
    normalized_email = factory.LazyAttribute(lambda respondent: respondent.email.lower())
    gemeente = factory.SubFactory(GemeenteFactory)
    source = "Overheid in Nederland"


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An invitation with its links."""

    class Meta:
        model = Invitation
        skip_postgeneration_save = True

    edition = factory.SubFactory(EditionFactory)
    respondent = factory.SubFactory(RespondentFactory)

    @factory.post_generation
    def keyed(self: Invitation, create: bool, extracted: object, **kwargs: object) -> None:
        access.key_invitations([self])


class WaveFactory(factory.django.DjangoModelFactory[Wave]):
    """A concept; `released=True` makes it one that is due."""

    class Meta:
        model = Wave

    class Params:
        released = factory.Trait(
            state=WaveState.RELEASED,
            released_by=factory.SubFactory(StaffFactory),
            released_at=factory.LazyFunction(timezone.now),
        )

    edition = factory.SubFactory(EditionFactory)
    kind = WaveKind.INVITATION
    planned_at = factory.Sequence(lambda n: timezone.now() - timedelta(minutes=1, microseconds=n))
    subject = "Hoe staat burgerparticipatie ervoor in [[gemeente]]?"
    body = (
        "[[aanhef]],\n\nUw vragenlijst:\n[[link]]\n\nUw adres komt uit: [[bron]].\n\n"
        "Geen mail meer?\n[[afmelden]]"
    )


class LetterFactory(factory.django.DjangoModelFactory[Letter]):
    """A letter of a wave, waiting in the queue.

    `without_wave=True` makes it one that stands by itself, `typed=True` a link to an address typed on the open link.
    """

    class Meta:
        model = Letter

    class Params:
        without_wave = factory.Trait(
            wave=None,
            invitation=factory.SubFactory(InvitationFactory),
            cause=factory.Sequence(lambda n: f"test:{n}"),
        )
        typed = factory.Trait(
            kind=LetterKind.LINK,
            wave=None,
            invitation=None,
            response=factory.SubFactory(ResponseFactory, channel=Channel.OPEN),
            normalized_email="sanne@thuis.example",
            cause=factory.Sequence(lambda n: f"test:{n}"),
        )

    kind = LetterKind.INVITATION
    wave = factory.SubFactory(WaveFactory)
    invitation = factory.SubFactory(InvitationFactory, edition=factory.SelfAttribute("..wave.edition"))
    normalized_email = factory.LazyAttribute(lambda letter: letter.invitation.respondent.normalized_email)


class HandOverFactory(factory.django.DjangoModelFactory[HandOver]):
    """One that waits for the project team, its giver's link closed."""

    class Meta:
        model = HandOver

    giver = factory.SubFactory(InvitationFactory, handed_over_at=factory.LazyFunction(timezone.now))
    email = "fatima@elders.example"
    name = "Fatima El Amrani"


class ReplyFactory(factory.django.DjangoModelFactory[Reply]):
    """A proposal that waits for the project team."""

    class Meta:
        model = Reply

    digest = factory.Sequence(lambda n: f"{n:064x}")
    kind = ReplyKind.NOT_THE_PERSON
    state = ReplyState.OPEN
    letter = factory.SubFactory(LetterFactory)
    respondent = factory.LazyAttribute(lambda reply: reply.letter.invitation.respondent)
    sender = factory.LazyAttribute(lambda reply: reply.respondent.email)
    excerpt = "Ik ben niet de juiste persoon, dat is mijn collega Fatima."
    name = "Fatima El Amrani"
    email = "fatima@gemeente.example"
    sent_at = factory.LazyFunction(timezone.now)


class ContactImportFactory(factory.django.DjangoModelFactory[ContactImport]):
    """A file that waits for the worker."""

    class Meta:
        model = ContactImport

    file_name = "contacten.csv"
    file = b"gemeente;naam;email;bron\nZwolle;An;an@zwolle.example;Website\n"
    created_by = factory.SubFactory(StaffFactory)


class BreakGlassFactory(factory.django.DjangoModelFactory[BreakGlass]):
    """One that is open, on an invitation that was answered."""

    class Meta:
        model = BreakGlass

    invitation = factory.SubFactory(
        InvitationFactory,
        response=factory.SubFactory(
            ResponseFactory, completed=True, edition=factory.SelfAttribute("..edition")
        ),
    )
    asked_by = factory.SubFactory(StaffFactory)
    reason = "Controle van een klacht over de vragenlijst"
    ends_at = factory.LazyFunction(lambda: timezone.now() + OPEN_FOR)
