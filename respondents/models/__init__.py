"""Who is asked, how we reach them, and whether they have answered."""

from respondents.models.call import CallAttempt, Case
from respondents.models.decline import Decline
from respondents.models.hand_over import HandOver
from respondents.models.interview import Interview
from respondents.models.invitation import Invitation
from respondents.models.letter_text import LetterText
from respondents.models.move import Move
from respondents.models.notice import Heartbeat, Notice
from respondents.models.old_link import OldLink
from respondents.models.reply import Reply
from respondents.models.respondent import Respondent, Suppression
from respondents.models.staff import BreakGlass, StaffInvitation
from respondents.models.wave import Letter, LetterEvent, Pace, Wave

__all__ = [
    "BreakGlass",
    "CallAttempt",
    "Case",
    "Decline",
    "HandOver",
    "Heartbeat",
    "Interview",
    "Invitation",
    "Letter",
    "LetterEvent",
    "LetterText",
    "Move",
    "Notice",
    "OldLink",
    "Pace",
    "Reply",
    "Respondent",
    "StaffInvitation",
    "Suppression",
    "Wave",
]
