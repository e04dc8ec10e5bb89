"""Rings for the mail. A ring that is lost costs a minute."""

from surveys.domain import doorbell

TASK = "respondents.tasks.ring_mail"


def ring() -> None:
    doorbell.ring(TASK)


def ring_on_commit() -> None:
    """After the rows are there for the worker to see."""
    doorbell.ring_on_commit(TASK)
