from django.contrib import admin
from django.http import HttpRequest

from respondents.forms.staff import RespondentForm
from respondents.models import Invitation, Respondent, Suppression
from respondents.models.invitation import InvitationQuerySet
from respondents.models.respondent import RespondentQuerySet
from surveys.admin.base import Audited, ReadOnly


@admin.register(Respondent)
class RespondentAdmin(Audited):
    """Whom do we write to, and where did the address come from?"""

    form = RespondentForm
    list_display = ["__str__", "email", "gemeente", "functie", "source", "sourced_on", "opted_out_at"]
    list_filter = [
        ("opted_out_at", admin.EmptyFieldListFilter),
        "opt_out_reason",
        ("left_on", admin.EmptyFieldListFilter),
        "invitations__edition",
        "gemeente__provincie",
        "source",
    ]
    list_select_related = ["gemeente"]
    search_fields = ["name", "normalized_email", "gemeente__name"]
    readonly_fields = ["opted_out_at", "opt_out_reason", "opt_out_note", "created_at"]
    fields = [
        ("name", "functie"),
        ("email", "phone"),
        "gemeente",
        ("source", "sourced_on"),
        ("absent_until", "left_on"),
        ("opted_out_at", "opt_out_reason", "opt_out_note"),
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> RespondentQuerySet:
        return Respondent.objects.current()


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Who was asked, and who has answered? Not what: there is no way from here to the answers."""

    list_display = [
        "respondent",
        "gemeente",
        "edition",
        "answered",
        "opted_out",
        "handed_over_to_whom",
        "letter_count",
        "created_at",
    ]
    list_filter = [
        "edition",
        ("response__completed_at", admin.EmptyFieldListFilter),
        ("respondent__opted_out_at", admin.EmptyFieldListFilter),
        "respondent__gemeente__provincie",
    ]
    list_select_related = ["respondent__gemeente", "edition", "response", "handed_over_to__respondent"]
    search_fields = ["respondent__name", "respondent__normalized_email", "respondent__gemeente__name"]
    fields = [
        ("respondent", "gemeente"),
        "edition",
        ("answered", "opted_out"),
        "handed_over_to_whom",
        ("letter_count", "created_at"),
    ]
    readonly_fields = ["gemeente", "answered", "opted_out", "handed_over_to_whom", "letter_count"]

    def get_queryset(self, request: HttpRequest) -> InvitationQuerySet:
        return Invitation.objects.with_letter_count()

    @admin.display(description="gemeente", ordering="respondent__gemeente__sort_key")
    def gemeente(self, invitation: Invitation) -> str:
        return str(invitation.respondent.gemeente or "–")

    @admin.display(description="verzonden", boolean=True, ordering="response__completed_at")
    def answered(self, invitation: Invitation) -> bool:
        return invitation.response is not None and invitation.response.is_completed

    @admin.display(description="afgemeld", boolean=True, ordering="respondent__opted_out_at")
    def opted_out(self, invitation: Invitation) -> bool:
        return invitation.respondent.opted_out_at is not None

    @admin.display(description="doorgegeven aan")
    def handed_over_to_whom(self, invitation: Invitation) -> str:
        if invitation.handed_over_at is None:
            return "–"
        return str(invitation.handed_over_to.respondent if invitation.handed_over_to else "wacht op besluit")

    @admin.display(description="brieven", ordering="letter_count")
    def letter_count(self, invitation: Invitation) -> int:
        return invitation.letter_count  # type: ignore[attr-defined]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """How many addresses never get mail again, and why? Which they are cannot be seen."""

    list_display = ["reason", "created_at"]
    list_display_links = None
    list_filter = ["reason"]
