"""Rings for the mail, or for another task. A ring that is lost costs a minute."""

from surveys.domain import doorbell

TASK = "respondents.tasks.ring_mail"
IMPORTS = "respondents.tasks.ring_imports"


def ring(task: str = TASK) -> None:
    doorbell.ring(task)


def ring_on_commit(task: str = TASK) -> None:
    """After the rows are there for the worker to see."""
    doorbell.ring_on_commit(task)
