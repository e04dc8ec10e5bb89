"""Who is asked, how we reach them, and whether they have answered."""

from respondents.models.call import CallAttempt, Case
from respondents.models.invitation import Invitation
from respondents.models.respondent import Respondent, Suppression
from respondents.models.wave import Letter, LetterEvent, Wave

__all__ = [
    "CallAttempt",
    "Case",
    "Invitation",
    "Letter",
    "LetterEvent",
    "Respondent",
    "Suppression",
    "Wave",
]
