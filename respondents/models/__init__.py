"""Who is asked, how we reach them, and whether they have answered."""

from respondents.models.call import CallAttempt, CallScript, Case
from respondents.models.contact_import import ContactImport, ImportRow
from respondents.models.decline import Decline
from respondents.models.gemeente_note import GemeenteNote
from respondents.models.hand_over import HandOver
from respondents.models.interview import Interview
from respondents.models.invitation import Invitation
from respondents.models.letter_text import LetterText
from respondents.models.likeness import TwoPeople
from respondents.models.move import Move
from respondents.models.notice import Heartbeat, Notice
from respondents.models.old_link import OldLink
from respondents.models.open_link import OpenLink
from respondents.models.reply import Reply
from respondents.models.respondent import Respondent, Suppression
from respondents.models.sample import SampleChoice
from respondents.models.staff import BreakGlass, StaffInvitation
from respondents.models.wave import Letter, LetterEvent, Pace, Wave

__all__ = [
    "BreakGlass",
    "CallAttempt",
    "CallScript",
    "Case",
    "ContactImport",
    "Decline",
    "GemeenteNote",
    "HandOver",
    "Heartbeat",
    "ImportRow",
    "Interview",
    "Invitation",
    "Letter",
    "LetterEvent",
    "LetterText",
    "Move",
    "Notice",
    "OldLink",
    "OpenLink",
    "Pace",
    "Reply",
    "Respondent",
    "SampleChoice",
    "StaffInvitation",
    "Suppression",
    "TwoPeople",
    "Wave",
]
