from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from respondents.domain import staff, staff_invitations
from respondents.enums import Role
from respondents.exceptions import StaffRefused


class Command(BaseCommand):
    help = "Geeft de link waarmee iemand beheerder wordt, of een nieuw wachtwoord kiest; zeven dagen geldig, één keer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="het adres waarmee de beheerder inlogt")
        parser.add_argument("--name", default="beheerder", help="de naam van de beheerder")

        parser.add_argument("--reset-second-factor", action="store_true", help="wist ook de tweede stap")

    def handle(self, *, email: str, name: str, reset_second_factor: bool, **options: object) -> None:
        """The link goes to whoever is on the server, for mail may not work yet; it is mailed too."""
        try:
            validate_email(email)
            invitation = staff_invitations.invite(name=name, email=email, role=Role.ADMINISTRATOR, by=None)
        except (ValidationError, StaffRefused) as refusal:
            raise CommandError(" ".join(getattr(refusal, "messages", [str(refusal)]))) from refusal
        account = staff_invitations.account_of(invitation.email)
        if reset_second_factor and account is not None:
            staff.reset_second_factor(account, by=None)
        self.stdout.write(staff_invitations.link(invitation))
