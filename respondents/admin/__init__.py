"""The team's lists of people, mail and calls, and the accounts of staff."""

from respondents.admin import calls, declines, editions, hand_overs, letters, respondents, staff, waves

__all__ = ["calls", "declines", "editions", "hand_overs", "letters", "respondents", "staff", "waves"]
