from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from surveys.enums import Provincie, SizeClass


class GemeenteQuerySet(models.QuerySet["Gemeente"]):
    def valid_on(self, day: date) -> "GemeenteQuerySet":
        """The gemeenten that existed on that day; on the day of a merger only the new one does."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        return self.filter(begun & not_ended)


class Gemeente(models.Model):
    """One gemeente as it existed between two dates; a merger ends it and begins another."""

    code = models.CharField("CBS-code", max_length=6, unique=True)
    name = models.CharField("naam", max_length=60)
    sort_key = models.CharField("sorteersleutel", max_length=60, editable=False)
    provincie = models.CharField(max_length=20, choices=Provincie)
    aliases = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name="andere namen"
    )
    domain = models.CharField("domein van de website", max_length=80, blank=True)
    inhabitants = models.PositiveIntegerField("inwoners", null=True, blank=True)
    inhabitants_on = models.DateField("inwoners geteld op", null=True, blank=True)
    valid_from = models.DateField("bestaat vanaf", null=True, blank=True)
    valid_until = models.DateField(
        "bestaat tot", null=True, blank=True, help_text="De eerste dag zonder deze gemeente."
    )

    objects = GemeenteQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="gemeente_code_is_of_cbs",
                condition=Q(code__regex=r"^GM\d{4}$"),
                violation_error_message="Een CBS-code is GM met vier cijfers, zoals GM0193.",
            ),
            models.CheckConstraint(
                name="gemeente_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                violation_error_message="Een gemeente eindigt na de dag waarop zij begint.",
            ),
            models.CheckConstraint(
                name="gemeente_inhabitants_have_a_date",
                condition=Q(inhabitants__isnull=True, inhabitants_on__isnull=True)
                | Q(inhabitants__isnull=False, inhabitants_on__isnull=False),
                violation_error_message="Vul het aantal inwoners en de teldatum samen in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> SizeClass | None:
        return None if self.inhabitants is None else SizeClass.of(self.inhabitants)


class GemeenteChange(models.Model):
    """One gemeente that went, wholly or in part, into another on one day."""

    effective_on = models.DateField("ingangsdatum")
    old = models.ForeignKey(
        Gemeente, models.PROTECT, related_name="successions", verbose_name="oude gemeente"
    )
    new = models.ForeignKey(Gemeente, models.PROTECT, related_name="origins", verbose_name="nieuwe gemeente")

    class Meta:
        verbose_name = "herindeling"
        verbose_name_plural = "herindelingen"
        ordering = ["effective_on", "old__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="gemeente_change_once"),
            models.CheckConstraint(
                name="gemeente_change_between_two",
                condition=~Q(old=F("new")),
                violation_error_message="Een gemeente gaat niet op in zichzelf.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} naar {self.new} ({self.effective_on:%d-%m-%Y})"
