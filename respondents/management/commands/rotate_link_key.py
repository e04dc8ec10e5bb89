from typing import Any

from django.core.management.base import BaseCommand

from respondents.domain import rekeying


class Command(BaseCommand):
    help = "Maakt links en adressen zonder mail opnieuw met LINK_KEY; wat met LINK_KEY_OLD is gemaakt, blijft werken."

    def handle(self, **options: Any) -> None:
        done = rekeying.rekey()
        self.stdout.write(f"{done.links} links opnieuw gemaakt; de oude links blijven werken.")
        self.stdout.write(f"{done.addresses} adressen zonder mail opnieuw gemaakt.")
        if done.lost:
            self.stdout.write(
                f"{done.lost} links zijn met een onbekende sleutel gemaakt: gebruik revoke_links."
            )
        if done.kept:
            self.stdout.write(
                f"{done.kept} adressen zonder mail hebben de oude sleutel nodig: laat LINK_KEY_OLD staan."
            )
