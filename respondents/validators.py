"""What a field of a respondent never holds; the rules are those of every name and address."""

from surveys.validators import NOT_ON_ONE_LINE, ONE_ADDRESS, one_address, one_line

__all__ = ["NOT_ON_ONE_LINE", "ONE_ADDRESS", "one_address", "one_line"]
