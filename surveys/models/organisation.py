from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from surveys.validators import ONE_ADDRESS, one_address, one_line

# What DNS takes as the first part of `selector._domainkey.example.nl`; empty is "not known".
SELECTOR = r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\Z"
# PostgreSQL's words for what `one_line` refuses first of all.
CONTROL_SIGN = "[[:cntrl:]]"


class Organisation(models.Model):
    """One that is behind a survey: whom respondents read about, write to, and hold to the AVG."""

    name = models.CharField("naam", max_length=80, unique=True, validators=[one_line])
    address = models.TextField("adres", max_length=300, help_text="Zoals op een envelop, met regels.")
    email = models.EmailField("e-mailadres", max_length=254, validators=[one_address])
    phone = models.CharField("telefoon", max_length=40, blank=True, validators=[one_line])
    privacy_email = models.EmailField(
        "adres voor privacy",
        max_length=254,
        validators=[one_address],
        help_text="Waar iemand inzage, verbetering of wissen vraagt.",
    )
    website = models.URLField("website", max_length=200, blank=True)
    dkim_selector = models.CharField(
        "DKIM-selector",
        max_length=63,
        blank=True,
        validators=[
            RegexValidator(SELECTOR, message="Een selector heeft letters, cijfers, punten en streepjes.")
        ],
        help_text="De naam van de sleutel waarmee mail wordt ondertekend. De ICT-afdeling of mailprovider weet hem.",
    )

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_name_on_one_line",
                condition=~Q(name__regex=CONTROL_SIGN) & ~Q(name=""),
                violation_error_message=one_line.message,
            ),
            models.CheckConstraint(
                name="organisation_addresses_are_one_each",
                condition=Q(email__regex=ONE_ADDRESS, privacy_email__regex=ONE_ADDRESS),
                violation_error_message=one_address.message,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address_line(self) -> str:
        return ", ".join(line.strip() for line in self.address.splitlines() if line.strip())
