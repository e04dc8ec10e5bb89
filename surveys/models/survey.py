from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from surveys.enums import Population
from surveys.models.gemeente import Gemeente, GemeenteQuerySet
from surveys.models.organisation import CONTROL_SIGN, Organisation
from surveys.models.questionnaire import Questionnaire
from surveys.validators import ONE_ADDRESS, one_address, one_line


class Survey(models.Model):
    """A survey that is held again and again, such as the Barometer among ambtenaren."""

    slug = models.SlugField("code", max_length=30, unique=True)
    name = models.CharField("naam", max_length=100)
    population = models.CharField("doelgroep", max_length=12, choices=Population)
    has_phone_round = models.BooleanField("met belronde", default=True)

    class Meta:
        verbose_name = "onderzoek"
        verbose_name_plural = "onderzoeken"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    def open(self) -> "EditionQuerySet":
        now = timezone.now()
        return self.filter(opens_at__lte=now, closes_at__gt=now)


class Edition(models.Model):
    """One round of a survey: a questionnaire put to all gemeenten in one period."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="editions", verbose_name="onderzoek")
    slug = models.SlugField("code", max_length=40, unique=True)
    title = models.CharField("titel", max_length=100)
    year = models.PositiveSmallIntegerField("jaar")
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name="vragenlijst",
        help_text="De versie waarop nieuwe antwoorden beginnen.",
    )
    opens_at = models.DateTimeField("opent op")
    closes_at = models.DateTimeField("sluit op")
    phone_from = models.DateField("bellen vanaf", null=True, blank=True)
    phone_until = models.DateField("bellen tot en met", null=True, blank=True)
    target_percent = models.PositiveSmallIntegerField("doel (% gemeenten)", default=30)
    answered_gemeente_stops_reminders = models.BooleanField(
        "geen herinnering meer als een collega heeft geantwoord", default=False
    )
    measured_minutes = models.PositiveSmallIntegerField(
        "gemeten duur in minuten", null=True, blank=True, editable=False
    )
    results_released_at = models.DateTimeField(
        "resultaten openbaar sinds", null=True, blank=True, editable=False
    )
    # As they were at the first release, for ever; null before it, when the guard still chooses.
    published_breakdowns = ArrayField(
        models.CharField(max_length=40),
        null=True,
        blank=True,
        editable=False,
        verbose_name="uitsplitsingen die openbaar zijn",
    )
    sends_thanks = models.BooleanField("bedankmail na het versturen", default=False)

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisatie van de afzender",
        help_text="Verantwoordelijk voor het onderzoek; de mail komt van iemand die daar werkt.",
    )
    co_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tweede organisatie",
        help_text="Als twee organisaties samen verantwoordelijk zijn.",
    )
    sender_name = models.CharField(
        "naam van de afzender",
        max_length=80,
        blank=True,
        default="",
        db_default="",
        validators=[one_line],
        help_text="Een mens, bijvoorbeeld Anna Bakker.",
    )
    sender_email = models.EmailField(
        "adres van de afzender",
        max_length=254,
        blank=True,
        default="",
        db_default="",
        validators=[one_address],
    )
    reply_to = models.EmailField(
        "adres voor antwoorden",
        max_length=254,
        blank=True,
        default="",
        db_default="",
        validators=[one_address],
        help_text="Een postbus die mensen lezen. Leeg: het adres van de afzender.",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "editie"
        verbose_name_plural = "edities"
        ordering = ["-opens_at"]
        permissions = [
            ("view_fieldwork", "Mag de respons per provincie en functie zien"),
            ("export_responses", "Mag antwoorden exporteren, zonder namen en gemeenten"),
            ("view_results", "Mag de resultaten zien voor zij openbaar zijn"),
            ("release_results", "Mag de resultaten openbaar maken"),
            ("write_headlines", "Mag de kop boven een figuur schrijven"),
        ]
        constraints = [
            models.CheckConstraint(
                name="edition_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="De sluitdatum moet na de openingsdatum liggen.",
            ),
            models.CheckConstraint(
                name="edition_phone_period_in_order",
                condition=Q(phone_from__isnull=True, phone_until__isnull=True)
                | Q(phone_from__isnull=False, phone_until__gte=F("phone_from")),
                violation_error_message="Vul de belperiode met een begin en een einde in, in die volgorde.",
            ),
            models.CheckConstraint(
                name="edition_target_is_a_percentage",
                condition=Q(target_percent__gte=1, target_percent__lte=100),
                violation_error_message="Het doel is een percentage van 1 tot en met 100.",
            ),
            models.CheckConstraint(
                name="edition_sender_is_whole",
                condition=Q(sender_name="", sender_email="", reply_to="")
                | Q(organisation__isnull=False) & ~Q(sender_name="") & ~Q(sender_email=""),
                violation_error_message="Een afzender heeft een naam, een adres en een organisatie. "
                "Vul alle drie in, of laat ze leeg.",
            ),
            models.CheckConstraint(
                name="edition_sender_fits_a_header",
                condition=~Q(sender_name__regex=CONTROL_SIGN)
                & (Q(sender_email="") | Q(sender_email__regex=ONE_ADDRESS))
                & (Q(reply_to="") | Q(reply_to__regex=ONE_ADDRESS)),
                violation_error_message="Zet naam en adressen van de afzender elk op één regel, met één adres.",
            ),
            models.CheckConstraint(
                name="edition_organisations_are_two",
                condition=Q(co_organisation__isnull=True)
                | Q(organisation__isnull=False) & ~Q(co_organisation=F("organisation")),
                violation_error_message="De tweede organisatie is een andere dan de eerste.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def has_public_results(self) -> bool:
        """Released, and closed: while answers come in, two looks at a figure would show what one person answered."""
        return self.results_released_at is not None and self.closes_at <= timezone.now()

    @property
    def was_public(self) -> bool:
        """Somebody may have kept the figures of an earlier look, also where they were taken back since."""
        return self.results_released_at is not None or self.published_breakdowns is not None

    def minutes_of(self, questionnaire: Questionnaire) -> int:
        """How long it takes: as measured in this edition, and until enough have sent as its makers think."""
        return self.measured_minutes or questionnaire.minutes

    @property
    def has_sender(self) -> bool:
        return bool(self.sender_email)

    @property
    def organisations(self) -> list[Organisation]:
        """Who is behind it, the sender's first; none while nobody filled that in."""
        return [found for found in (self.organisation, self.co_organisation) if found is not None]

    @property
    def gemeenten(self) -> GemeenteQuerySet:
        """Those that exist on the day it opens: a merger can end a code, so each edition keeps its own."""
        return Gemeente.objects.valid_on(timezone.localdate(self.opens_at))
