"""Refusals that a caller can expect; the view or the command finds the words."""


class WaveRefused(Exception):
    """The wave cannot do that now; the message is Dutch and says what to do."""


class ContactsRefused(Exception):
    """The file as a whole cannot be read; the message is Dutch and says what to do."""


class EditionNotReady(Exception):
    """The edition has no published questionnaire yet."""
