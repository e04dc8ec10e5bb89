"""Where what was of a merged contact has gone: a visit, a reply or a file may still know it by what it was."""

from respondents.models import Invitation, Respondent


def kept(respondent: Respondent) -> Respondent:
    """The contact that it was merged into, or itself."""
    return respondent.merged_into or respondent


def lock(pk: int) -> Invitation:
    """The invitation, or the one that remained of the two that its person had, locked until the end of the act."""
    invitation = Invitation.objects.select_for_update().get(pk=pk)
    return invitation if invitation.merged_into_id is None else lock(invitation.merged_into_id)
