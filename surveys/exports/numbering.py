"""The names and numbers that SPSS and SQL want, where our codes are words of any length."""

from hashlib import sha256

from surveys.enums import Missing, OptionRole
from surveys.exports.columns import Column

# SPSS takes 64 bytes and PostgreSQL 63.
LONGEST = 63
DIGITS = 8
# Words of the language of SPSS, which no variable can be called.
RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
MISSING = {reason.value: int(reason.value) for reason in Missing}
ROLE_NUMBERS = {OptionRole.DONT_KNOW.value: -5, OptionRole.NOT_APPLICABLE.value: -6}


def name_of(column: Column) -> str:
    """The code, cut where it is too long; two codes never give the same name."""
    return name(column.code)


def name(code: str) -> str:
    if code in RESERVED:
        return f"{code}_v"
    if len(code) <= LONGEST:
        return code
    return f"{code[: LONGEST - DIGITS - 1]}_{sha256(code.encode()).hexdigest()[:DIGITS]}"


def numbers_of(column: Column) -> dict[str, int]:
    """The number of each code: from 1 in the order of the questionnaire, or the number that the code is.

    *Weet niet* is -5 and *niet van toepassing* -6; the next ones of the same role go on from -11.
    """
    numbers: dict[str, int] = {}
    regular = 0
    for code in column.value_labels:
        role = column.roles.get(code)
        if role:
            wanted = ROLE_NUMBERS[role]
            numbers[code] = wanted if wanted not in numbers.values() else -10 - len(numbers)
        elif code.isdecimal():
            numbers[code] = int(code)
        else:
            regular += 1
            numbers[code] = regular
    return numbers
