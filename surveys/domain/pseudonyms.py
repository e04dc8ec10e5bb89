"""What stands for a response where nobody may know whose it is: a digest with our key."""

from django.db.models import CharField, Func, Value
from django.db.models.functions import Cast, Collate, Concat
from django.utils.crypto import salted_hmac


class Sha256(Func):
    """That of PostgreSQL itself; Django's own asks for an extension."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def pseudonym() -> Func:
    """The same in every export, and nothing that the respondent or the team can look up without our key."""
    # The name in it is that of where it began: another would give every response another pseudonym.
    key = salted_hmac("surveys.exports.pseudonym", "response", algorithm="sha256").hexdigest()
    return Collate(Sha256(Concat(Value(key), Cast("pk", CharField()))), "C")
