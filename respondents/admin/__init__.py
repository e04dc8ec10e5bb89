"""The team's lists of people, mail and calls, and the accounts of staff."""

from respondents.admin import calls, editions, letters, respondents, staff, waves

__all__ = ["calls", "editions", "letters", "respondents", "staff", "waves"]
