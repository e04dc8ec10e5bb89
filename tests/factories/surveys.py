from datetime import timedelta

import factory
from django.utils import timezone

from surveys.enums import Channel, Population, Provincie
from surveys.models import Edition, Gemeente, Organisation, Questionnaire, Response, Survey


class GemeenteFactory(factory.django.DjangoModelFactory[Gemeente]):
    class Meta:
        model = Gemeente

    code = factory.Sequence(lambda n: f"GM{n + 5000:04}")
    name = factory.Sequence(lambda n: f"Gemeente {n:04}")
    sort_key = factory.LazyAttribute(lambda gemeente: gemeente.name.lower())
    provincie = Provincie.OVERIJSSEL


class SurveyFactory(factory.django.DjangoModelFactory[Survey]):
    class Meta:
        model = Survey
        django_get_or_create = ["slug"]

    slug = "ambtenaren"
    name = "Barometer Burgerparticipatie"
    population = Population.AMBTENAREN


class QuestionnaireFactory(factory.django.DjangoModelFactory[Questionnaire]):
    """A concept without questions; the fixture `questionnaire` is a published one with all kinds."""

    class Meta:
        model = Questionnaire

    code = factory.Sequence(lambda n: f"vragenlijst-{n}")
    population = Population.AMBTENAREN
    title = "Barometer Burgerparticipatie"
    heading = "Hoe staat burgerparticipatie ervoor?"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ["name"]

    name = "Publiek Denken"
    address = "Keizersgracht 1\n1015 AA Amsterdam"
    email = "info@publiekdenken.example"
    phone = "020 123 45 67"
    privacy_email = "privacy@publiekdenken.example"


class EditionFactory(factory.django.DjangoModelFactory[Edition]):
    """An edition that is open now, with a sender; `closed` and `upcoming` are the other two.

    `phoning=True` makes it one in the middle of its phone period.
    """

    class Meta:
        model = Edition

    class Params:
        closed = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=100)),
            closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
        )
        upcoming = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=10)),
            closes_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=100)),
        )

        phoning = factory.Trait(
            phone_from=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7)),
            phone_until=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14)),
        )

    survey = factory.SubFactory(SurveyFactory)
    slug = factory.Sequence(lambda n: f"ambtenaren-2023-{n}")
    title = "Barometer Burgerparticipatie 2023"
    year = 2023
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    organisation = factory.SubFactory(OrganisationFactory)
    co_organisation = factory.SubFactory(
        OrganisationFactory,
        name="onderzoeksbureau Invior",
        email="info@invior.example",
        privacy_email="privacy@invior.example",
    )
    sender_name = "Anna Bakker"
    sender_email = "anna.bakker@publiekdenken.example"
    reply_to = "barometer@publiekdenken.example"


class ResponseFactory(factory.django.DjangoModelFactory[Response]):
    """A draft; `completed=True` makes it a sent one."""

    class Meta:
        model = Response

    class Params:
        completed = factory.Trait(completed_at=factory.LazyFunction(timezone.now))

    edition = factory.SubFactory(EditionFactory)
    questionnaire = factory.SelfAttribute("edition.questionnaire")
    gemeente = factory.SubFactory(GemeenteFactory)
    channel = Channel.PERSONAL
