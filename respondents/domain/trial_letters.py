"""A test mail: through the same door as all mail, to whoever asks for it, about nobody who exists."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from respondents.domain import doorbell, letter_texts, letters
from respondents.domain.addresses import normalize_email
from respondents.enums import LetterKind
from respondents.exceptions import WaveRefused
from respondents.models import Letter, Respondent, Wave
from respondents.validators import one_address
from surveys.domain import audit
from surveys.enums import AuditVerb

NO_ADDRESS = "Bij uw account staat geen geldig e-mailadres. Vraag een beheerder om het in te vullen."


@transaction.atomic
def send_test(wave: Wave, *, by: AbstractUser) -> Letter:
    """A letter with the words of the wave to the address of that account; within the minute only one.

    The reader in it is made up: a letter to a member of staff holds no respondent.
    Raises WaveRefused if the account has no address.
    """
    address = normalize_email(by.email)
    try:
        one_address(address)
    except ValidationError as problem:
        raise WaveRefused(NO_ADDRESS) from problem
    text = letter_texts.ensure(wave)
    letter, is_new = Letter.objects.get_or_create(
        kind=LetterKind.TEST,
        cause=f"wave:{wave.pk}:user:{by.pk}:{timezone.now():%Y-%m-%dT%H:%M}",
        defaults={"normalized_email": address, "text": text, "filled": example_values(wave)},
    )
    if is_new:
        audit.record(AuditVerb.TESTED_WAVE, wave, by=by)
        doorbell.ring_on_commit()
    return letter


def example_values(wave: Wave) -> dict[str, str]:
    """What the placeholders give in this edition, for a made-up reader."""
    values = letters.of_edition(wave.edition) | letters.of_respondent(example())
    return values | {"gemeente": "gemeente Voorbeeld"}


def example() -> Respondent:
    return Respondent(
        name="Robin Voorbeeld", source="Website van de gemeente", sourced_on=timezone.localdate()
    )
