from importlib import import_module

from django.apps import AppConfig


class BarometerConfig(AppConfig):
    name = "barometer"

    def ready(self) -> None:
        """Without Celery's app a web process would ring a queue of its own making, and nobody would hear it."""
        import_module("barometer.celery")
        import_module("barometer.sign_in.receivers").connect()
