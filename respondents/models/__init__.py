"""Who is asked, how we reach them, and whether they have answered."""

from respondents.models.call import CallAttempt, Case
from respondents.models.hand_over import HandOver
from respondents.models.invitation import Invitation
from respondents.models.reply import Reply
from respondents.models.respondent import Respondent, Suppression
from respondents.models.wave import Letter, LetterEvent, Pace, Wave

__all__ = [
    "CallAttempt",
    "Case",
    "HandOver",
    "Invitation",
    "Letter",
    "LetterEvent",
    "Pace",
    "Reply",
    "Respondent",
    "Suppression",
    "Wave",
]
