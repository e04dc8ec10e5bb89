"""What a field never holds that may end up in a header of a mail, whoever writes it: an import, the admin, a page."""

from django.core.validators import RegexValidator

# One mailbox in plain signs. Django's own check also lets through a quoted comma, an address of numbers and
# letters with accents, which a mail server takes for more than one recipient or for none.
ONE_ADDRESS = r"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+\Z"

# A line break would begin a new header or a new line of the letter; the signs that turn the direction of
# writing would show another name than the one that is there.
NOT_ON_ONE_LINE = r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"

one_address = RegexValidator(
    ONE_ADDRESS,
    message="Vul één adres in, zonder spaties, komma’s, aanhalingstekens of letters met accenten.",
)
one_line = RegexValidator(
    NOT_ON_ONE_LINE,
    inverse_match=True,
    message="Zet dit op één regel. Haal regeleinden, tabs en onzichtbare tekens weg.",
)
