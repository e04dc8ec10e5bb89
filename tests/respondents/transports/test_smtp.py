import email
import email.policy

import pytest
from django.core.mail import BadHeaderError, EmailMessage

from respondents.transports.smtp import Mail


def subject_of(subject: str) -> str:
    body = Mail.of(EmailMessage(subject, "Tekst", "team@barometer.example", ["sanne@zwolle.example"])).body
    return str(email.message_from_bytes(body, policy=email.policy.default)["Subject"])


@pytest.mark.parametrize("length", [1, 20, 70, 140])
@pytest.mark.parametrize("letter", ["a", "â", "€", "字"])
def test_a_subject_arrives_as_it_was_written(letter: str, length: int) -> None:
    subject = f"Hoe staat burgerparticipatie ervoor in gemeente {letter * length}?"

    assert subject_of(subject) == subject


def test_a_subject_of_two_lines_is_refused() -> None:
    with pytest.raises(BadHeaderError):
        subject_of("Hallo\nBcc: iedereen@example.nl")
