from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RespondentsConfig(AppConfig):
    name = "respondents"
    verbose_name = "Respondenten en veldwerk"

    def ready(self) -> None:
        post_migrate.connect(make_groups, sender=self)
        import_module("respondents.receivers")


def make_groups(**_: object) -> None:
    """After every migration the groups are as the code says, also in the database of a test."""
    from respondents.domain.groups import ensure_groups

    ensure_groups()
