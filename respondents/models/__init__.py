"""Who is asked, how we reach them, and whether they have answered."""

from respondents.models.call import CallAttempt, Case
from respondents.models.hand_over import HandOver
from respondents.models.interview import Interview
from respondents.models.invitation import Invitation
from respondents.models.letter_text import LetterText
from respondents.models.respondent import Respondent, Suppression
from respondents.models.wave import Letter, LetterEvent, Wave

__all__ = [
    "CallAttempt",
    "Case",
    "HandOver",
    "Interview",
    "Invitation",
    "Letter",
    "LetterEvent",
    "LetterText",
    "Respondent",
    "Suppression",
    "Wave",
]
