from django.apps import AppConfig


class BarometerConfig(AppConfig):
    name = "barometer"

    def ready(self) -> None:
        """Without this a web process would ring a queue of Celery's own making, and nobody would hear it."""
        import barometer.celery  # noqa: F401
