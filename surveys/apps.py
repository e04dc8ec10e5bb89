from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Vragenlijsten en antwoorden"

    def ready(self) -> None:
        pre_migrate.connect(drop_views, sender=self)


def drop_views(*, plan: list[object], **_: object) -> None:
    """PostgreSQL refuses to change a column that a view looks at; a round of the worker makes them again."""
    from surveys.exports.sql_views import drop_all

    if plan:
        drop_all()
