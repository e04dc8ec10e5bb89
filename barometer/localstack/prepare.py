"""`python -m barometer.localstack.prepare [--demo]`: brings the database and the static files up to date.

One process does it all, since a start of Django takes longer than most of these steps. Done again, or after it was
cut off, each does no harm.
"""

import os
import sys

import django
from django.core.management import call_command

from barometer.localstack.home import REPOSITORY


def main(*, demo: bool) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_gemeenten")
    for definition in sorted((REPOSITORY / "surveys" / "definitions").glob("*.yaml")):
        call_command("load_questionnaire", str(definition), publish=True)
    if demo:
        call_command("demo")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometer.settings")
    django.setup()
    main(demo="--demo" in sys.argv)
