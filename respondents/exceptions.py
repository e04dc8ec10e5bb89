"""Refusals that a caller can expect; the view or the command finds the words."""


class WaveRefused(Exception):
    """The wave cannot do that now; the message is Dutch and says what to do."""


class MomentRefused(WaveRefused):
    """No mail can leave at that moment; the message is Dutch and says what to do."""


class TextRefused(Exception):
    """The text of a wave cannot be sent; `problems` are Dutch sentences that say what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class ContactsRefused(Exception):
    """The file as a whole cannot be read; the message is Dutch and says what to do."""


class ImportRefused(Exception):
    """That cannot be done with the import now; the message is Dutch and says what to do."""


class SampleRefused(Exception):
    """That cannot be done with the sample now; the message is Dutch and says what to do."""


class HandedOver(Exception):
    """The invitation was handed over to a colleague, so its link stores and shows no answers any more."""


class HandOverRefused(Exception):
    """The questionnaire cannot go to that colleague, or not come back; the message is Dutch and says what to do."""


class ReplyRefused(Exception):
    """What the mail says cannot be taken over like that; the message is Dutch and says what to do."""


class MailboxRefused(Exception):
    """The mailbox or the folder cannot be read; the message is Dutch and says what to do."""


class LinkRequestRefused(Exception):
    """The link is not mailed again; the message is Dutch and says what to do."""


class InterviewRefused(Exception):
    """No interview by telephone can begin now; the message is Dutch and says what to do."""


class CallRefused(Exception):
    """That cannot be done with the case or the person now; the message is Dutch and says what to do."""


class EditionNotReady(Exception):
    """The edition has no published questionnaire yet."""


class MoveRefused(Exception):
    """The close or the wave cannot be moved there; the message is Dutch and says what to do."""


class DeclineRefused(Exception):
    """That cannot be recorded of the gemeente now; the message is Dutch and says what to do."""


class MergeRefused(Exception):
    """These cannot be merged like that; the message is Dutch and says what to do."""


class OpenLinkRefused(Exception):
    """The open link cannot have that tag; the message is Dutch and says what to do."""


class ServerAway(Exception):
    """Nobody takes mail now; what was claimed and not tried waits for the next round."""


class StaffRefused(Exception):
    """That cannot be done with the account of a colleague; the message is Dutch and says what to do."""


class StaffInvitationOver(Exception):
    """The link was used, withdrawn or replaced, or its week is over."""


class BreakGlassRefused(Exception):
    """The answers cannot be shown on this ground; the message is Dutch and says what to do."""
