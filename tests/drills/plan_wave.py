"""`python -m tests.drills.plan_wave`: releases an invitation of the one edition there is, for now."""

import django


def main() -> None:
    from surveys.models import Edition
    from tests.factories.respondents import WaveFactory

    WaveFactory(edition=Edition.objects.get(), released=True)


if __name__ == "__main__":
    django.setup()
    main()
