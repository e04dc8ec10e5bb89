from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from respondents.enums import EarlierOutcome
from respondents.exports.lists import download, dutch_csv
from respondents.forms.staff import ContactExportForm, RespondentForm
from respondents.models import Invitation, Respondent, Suppression
from respondents.models.invitation import InvitationQuerySet
from respondents.models.respondent import RespondentQuerySet
from surveys.admin.base import Audited, ReadOnly, staff
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.views.staff import Admission, admit, render_staff

EXPORTED = (
    "Gemeente",
    "CBS-code",
    "Provincie",
    "Naam",
    "E-mailadres",
    "Telefoon",
    "Functie",
    "Bron",
    "Datum",
)
EXPORTED_STATUS = ("Afgemeld op", "Werkt er niet meer sinds", "Uitkomst eerder", "Jaar van die uitkomst")


class StatusFilter(admin.SimpleListFilter):
    """Whom may we still write to? The list of addresses without mail holds digests, so it cannot be asked here."""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mail", "Kan mail krijgen"),
            ("afgemeld", "Afgemeld"),
            ("weg", "Werkt er niet meer"),
            ("onbestelbaar", "Adres bestaat niet"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        bounced = Respondent.objects.bounced().values("pk")
        if self.value() == "mail":
            return queryset.filter(opted_out_at=None, left_on=None).exclude(pk__in=bounced)
        if self.value() == "afgemeld":
            return queryset.exclude(opted_out_at=None)
        if self.value() == "weg":
            return queryset.exclude(left_on=None)
        return queryset.filter(pk__in=bounced) if self.value() == "onbestelbaar" else queryset


@admin.register(Respondent)
class RespondentAdmin(Audited):
    """Whom do we write to, and where did the address come from?"""

    form = RespondentForm
    list_display = ["__str__", "email", "gemeente", "functie", "source", "sourced_on", "opted_out_at"]
    list_filter = [
        StatusFilter,
        "opt_out_reason",
        "earlier_outcome",
        "invitations__edition",
        "gemeente__provincie",
        "source",
    ]
    list_select_related = ["gemeente"]
    search_fields = ["name", "normalized_email", "gemeente__name"]
    readonly_fields = [
        *("opted_out_at", "opt_out_reason", "opt_out_note"),
        *("earlier_outcome", "earlier_year", "created_at"),
    ]
    fields = [
        ("name", "functie"),
        ("email", "phone"),
        "gemeente",
        ("source", "sourced_on"),
        ("absent_until", "left_on"),
        ("opted_out_at", "opt_out_reason", "opt_out_note"),
        ("earlier_outcome", "earlier_year"),
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> RespondentQuerySet:
        return Respondent.objects.current()

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view(cache_control(private=True, no_store=True)(self.export))
        export = admit(Admission.PERMISSION)(guarded)
        return [path("exporteren/", export, name="respondents_respondent_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered and searched by the same query; only a POST gives it, for it is written down."""
        if not self.has_add_permission(request) or not self.has_view_permission(request):
            raise PermissionDenied
        people = self.get_changelist_instance(request).get_queryset(request)
        form = ContactExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {"form": form, "count": people.count(), "title": "Contacten exporteren"}
            context |= {"filter": request.GET.urlencode(), "columns": (*EXPORTED, *EXPORTED_STATUS)}
            return render_staff(
                request, "respondents/imports/export.html", context, 422 if form.errors else 200
            )
        reason = form.cleaned_data["reason"]
        audit.record(
            AuditVerb.EXPORTED_CONTACTS, Respondent, by=staff(request), count=people.count(), reason=reason
        )
        rows = map(cells_of, people.select_related("gemeente").iterator(chunk_size=1000))
        return download("contacten.csv", dutch_csv((*EXPORTED, *EXPORTED_STATUS), rows))


def cells_of(person: Respondent) -> list[str]:
    return list(_cells(person))


def _cells(person: Respondent) -> Iterator[str]:
    gemeente = person.gemeente
    yield from (gemeente.name, gemeente.code, gemeente.get_provincie_display()) if gemeente else ("", "", "")
    yield from (person.name, person.email, person.phone, person.functie, person.source)
    for day in (person.sourced_on, person.opted_out_at, person.left_on):
        yield f"{day:%d-%m-%Y}" if day else ""
    yield str(EarlierOutcome(person.earlier_outcome).label) if person.earlier_outcome else ""
    yield str(person.earlier_year or "")


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
