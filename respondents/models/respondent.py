from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Now

from respondents.enums import EarlierOutcome, LetterEventKind, OptOutReason, SuppressionReason
from respondents.validators import ONE_ADDRESS, one_address, one_line
from surveys.models import Gemeente

NO_SOURCE = "Vul in waar het adres vandaan komt. De AVG vraagt dat."


class RespondentQuerySet(models.QuerySet["Respondent"]):
    def current(self) -> "RespondentQuerySet":
        """Without the contacts that were merged into another: those only keep what was known of them."""
        return self.filter(merged_into=None)

    def bounced(self) -> "RespondentQuerySet":
        """Whose address does not exist, by the word of its own server; a corrected address is another one."""
        return self.filter(
            Exists(
                Respondent.objects.filter(
                    pk=OuterRef("pk"),
                    invitations__letters__events__kind=LetterEventKind.BOUNCED,
                    invitations__letters__normalized_email=F("normalized_email"),
                )
            )
        )


class Respondent(models.Model):
    """One person whom we may write to, with the source of the address.

    One that was merged into another stays as a row: it keeps the address and the words that were not chosen, and the
    invitations that belong to the past. `moves_to`: where the team said this person goes when the gemeente ends.
    """

    name = models.CharField("naam", max_length=150, blank=True, validators=[one_line])
    email = models.EmailField(
        "e-mailadres",
        max_length=254,
        validators=[one_address],
        error_messages={"blank": "Vul een e-mailadres in."},
    )
    normalized_email = models.CharField(max_length=254, editable=False)
    phone = models.CharField("telefoon", max_length=40, blank=True, validators=[one_line])
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="respondents", verbose_name="gemeente"
    )
    functie = models.CharField(max_length=150, blank=True, validators=[one_line])
    source = models.CharField(
        "bron van het adres",
        max_length=200,
        validators=[one_line],
        error_messages={"blank": NO_SOURCE},
    )
    sourced_on = models.DateField("datum van de bron", null=True, blank=True)
    opted_out_at = models.DateTimeField("afgemeld op", null=True, blank=True)
    opt_out_reason = models.CharField(
        "reden van afmelden",
        max_length=20,
        choices=OptOutReason,
        blank=True,
        default=OptOutReason.NONE,
        db_default="",
    )
    opt_out_note = models.CharField(
        "toelichting bij afmelden",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        validators=[one_line],
    )
    absent_until = models.DateField("afwezig tot en met", null=True, blank=True)
    left_on = models.DateField(
        "werkt er niet meer sinds", null=True, blank=True, help_text="Krijgt geen mail meer van ons."
    )
    merged_into = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="samengevoegd met",
    )
    moves_to = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gaat naar gemeente"
    )
    earlier_outcome = models.CharField(
        "uitkomst in een eerdere Barometer",
        max_length=10,
        choices=EarlierOutcome,
        blank=True,
        default=EarlierOutcome.NONE,
        db_default="",
    )
    earlier_year = models.PositiveSmallIntegerField("jaar van die Barometer", null=True, blank=True)
    contact_import = models.ForeignKey(
        "ContactImport",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="respondents",
        verbose_name="import",
    )
    created_at = models.DateTimeField("toegevoegd op", db_default=Now())

    objects = RespondentQuerySet.as_manager()

    class Meta:
        verbose_name = "respondent"
        verbose_name_plural = "respondenten"
        ordering = ["gemeente__sort_key", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["normalized_email", "gemeente"],
                name="respondent_address_once_per_gemeente",
                nulls_distinct=False,
                violation_error_message="Dit adres staat al bij deze gemeente.",
            ),
            models.CheckConstraint(
                name="respondent_address_is_normalized",
                condition=Q(normalized_email=Lower("normalized_email")) & ~Q(normalized_email=""),
                violation_error_message="Vul een e-mailadres in.",
            ),
            models.CheckConstraint(
                name="respondent_address_is_one",
                condition=Q(email__regex=ONE_ADDRESS),
                violation_error_message=one_address.message,
            ),
            models.CheckConstraint(
                name="respondent_source_is_known",
                condition=~Q(source=""),
                violation_error_message=NO_SOURCE,
            ),
            models.CheckConstraint(
                name="respondent_reason_only_of_who_opted_out",
                condition=Q(opted_out_at__isnull=False) | Q(opt_out_reason="", opt_out_note=""),
                violation_error_message="Een reden van afmelden hoort bij wie zich heeft afgemeld.",
            ),
            models.CheckConstraint(
                name="respondent_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="Een contact gaat niet op in zichzelf.",
            ),
            models.CheckConstraint(
                name="respondent_outcome_of_some_year",
                condition=Q(earlier_outcome="", earlier_year__isnull=True)
                | ~Q(earlier_outcome="") & Q(earlier_year__isnull=False),
                violation_error_message="Vul de uitkomst en het jaar van die Barometer samen in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"respondent {self.pk}"


class Suppression(models.Model):
    """An address that never gets mail again, as a keyed digest, so that it outlives the erasure of the person.

    `key_name` says with which key it was made (`keys.name_of`); empty if that was not noted.
    """

    digest = models.CharField(max_length=64, unique=True)
    key_name = models.CharField(
        "sleutel", max_length=8, blank=True, default="", db_default="", editable=False
    )
    reason = models.CharField("reden", max_length=12, choices=SuppressionReason)
    created_at = models.DateTimeField("sinds", db_default=Now())

    class Meta:
        verbose_name = "adres zonder mail"
        verbose_name_plural = "adressen zonder mail"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.digest[:8]})"
