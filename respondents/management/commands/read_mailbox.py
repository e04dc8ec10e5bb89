from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from respondents.domain import mailboxes, replies
from respondents.enums import ReplyKind
from respondents.exceptions import MailboxRefused

WORDS = {
    ReplyKind.BOUNCED: "Niet bezorgd",
    ReplyKind.ABSENT: "Afwezig",
    ReplyKind.LEFT: "Werkt er niet meer",
    ReplyKind.NOT_THE_PERSON: "Niet de juiste persoon",
    ReplyKind.OTHER: "Voor mensen, in de mailbox",
    ReplyKind.OWN: "Van onszelf, overgeslagen",
    "known": "Al eerder gelezen",
    mailboxes.UNREADABLE: "Niet te lezen, voor mensen",
}


class Command(BaseCommand):
    help = "Leest mail die terugkwam, en zet voorstellen klaar op /beheer/post/. Wist niets; nog eens mag altijd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            metavar="PATH",
            help="een .eml-bestand, een map daarvan, een mbox of een Maildir, in plaats van MAILBOX_URL",
        )

    def handle(self, *, folder: Path | None, **options: Any) -> None:
        replies.forget()
        try:
            counts = mailboxes.read_folder(folder) if folder else mailboxes.read_imap(settings.MAILBOX_URL)
        except MailboxRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        for kind, words in WORDS.items():
            if counts[kind]:
                self.stdout.write(f"{words}: {counts[kind]}")
        if not counts:
            self.stdout.write("Er is geen nieuwe mail.")
