from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from pydantic import ValidationError

from surveys.admin.base import Audited, staff
from surveys.domain import questionnaires, version_change
from surveys.exceptions import QuestionnaireRefused
from surveys.kinds import KINDS
from surveys.models import Option, Question, Questionnaire, Row, Section
from surveys.models.questionnaire import QuestionnaireQuerySet


def is_published(obj: Questionnaire | Section | Question | None) -> bool:
    match obj:
        case Questionnaire():
            return obj.is_published
        case Section():
            return obj.questionnaire.is_published
        case Question():
            return obj.section.questionnaire.is_published
    return False


class Fixed(Audited):
    """What belongs to a published questionnaire can be looked at, and nothing more."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_published(obj) and super().has_delete_permission(request, obj)


class FixedInline(admin.StackedInline):
    """The parts of a whole, each box with its own label: those of a table have none that a screen reader finds."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_published(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_published(obj) and super().has_delete_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return labelled(with_kinds(db_field, super().formfield_for_dbfield(db_field, request, **kwargs)))


class SectionInline(FixedInline):
    model = Section
    fields = [("position", "code"), "title", "heading"]


class QuestionInline(FixedInline):
    model = Question
    fields = [("page", "position", "number"), ("code", "kind"), "text"]


class RowInline(FixedInline):
    model = Row
    fields = [("position", "number", "code"), "label"]
    show_change_link = False


class OptionInline(FixedInline):
    model = Option
    fields = [("position", "code", "role"), "label", "text"]
    show_change_link = False


def labelled(formfield: Any) -> Any:
    """In a table only the column has a name that is seen; each box gets it too."""
    if formfield is not None:
        formfield.widget.attrs["aria-label"] = capfirst(formfield.label)
    return formfield


def with_kinds(db_field: Any, formfield: Any) -> Any:
    """The kinds are modules and not choices of the model, so the box learns them here."""
    if db_field.name == "kind" and formfield is not None:
        choices = [(kind.code, kind.label) for kind in KINDS.values()]
        formfield.widget = forms.Select(choices=choices)
    return formfield


@admin.register(Questionnaire)
class QuestionnaireAdmin(Fixed):
    """Which versions are there, and which of them can be answered?"""

    list_display = ["__str__", "title", "population", "status", "published_at", "question_count"]
    list_filter = ["population", "status"]
    search_fields = ["code", "title"]
    readonly_fields = ["status", "published_at", "differs", "used_in"]
    inlines = [SectionInline]
    change_form_template = "admin/surveys/questionnaire_form.html"

    def get_queryset(self, request: HttpRequest) -> QuestionnaireQuerySet:
        return Questionnaire.objects.with_question_count()

    @admin.display(description="vragen", ordering="question_count")
    def question_count(self, questionnaire: Any) -> int:
        return questionnaire.question_count

    @admin.display(description="verschil met de vorige versie")
    def differs(self, questionnaire: Questionnaire) -> SafeString | str:
        before = version_change.version_before(questionnaire)
        if before is None:
            return "Dit is de eerste versie."
        try:
            found = version_change.differences(before, questionnaire)
        except ValidationError:
            return "Nog niet te vergelijken: een deel is leeg of niet af."
        if not found:
            return f"Alleen woorden: een kleine versie. De vragen zijn die van {before}."
        lines = format_html_join("", "<li>{}</li>", ((text,) for text in found))
        return format_html("Vergeleken met {}:<ul>{}</ul>", before, lines)

    @admin.display(description="edities")
    def used_in(self, questionnaire: Questionnaire) -> SafeString | str:
        """Publishing gives no edition another version; here is the way to where somebody does."""
        if not questionnaire.is_published:
            return "Publiceer deze versie; daarna kunt u haar in een editie gebruiken."
        editions = version_change.editions_for(questionnaire)
        links = [
            (
                "In gebruik in" if edition.questionnaire_id == questionnaire.pk else "Gebruik deze versie in",
                reverse("admin:surveys_edition_change", args=[edition.pk]),
                edition,
            )
            for edition in editions
        ]
        lines = format_html_join("", '<li><a href="{1}">{0} {2}</a></li>', links)
        return (
            format_html("<ul>{}</ul>", lines) if links else "Er is geen editie die deze versie kan gebruiken."
        )

    def response_change(self, request: HttpRequest, obj: Questionnaire) -> HttpResponse:
        if "_publish" in request.POST:
            self._publish(request, obj)
            return redirect(request.path)
        return super().response_change(request, obj)

    def _publish(self, request: HttpRequest, questionnaire: Questionnaire) -> None:
        try:
            questionnaires.publish(questionnaire, by=staff(request))
        except QuestionnaireRefused as refusal:
            problems = format_html_join("", "<br>{}", ((text,) for text in refusal.problems))
            self.message_user(
                request, "Nog niet gepubliceerd. Verbeter eerst dit:" + problems, messages.ERROR
            )
        else:
            self.message_user(request, f"{questionnaire} is gepubliceerd en verandert niet meer.")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """*Nieuwe versie* is a button on a page that cannot be saved, so it is looked at before the form is."""
        if request.method == "POST" and "_new_version" in request.POST:
            return self._new_version(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def _new_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        found = self.get_object(request, object_id)
        if found is None or not self.has_add_permission(request):
            return redirect("admin:surveys_questionnaire_changelist")
        copy = questionnaires.new_version(found, by=staff(request))
        self.message_user(request, f"{copy} is een kopie van {found}. Pas haar aan en publiceer haar daarna.")
        return redirect(reverse("admin:surveys_questionnaire_change", args=[copy.pk]))


@admin.register(Section)
class SectionAdmin(Fixed):
    list_display = ["title", "questionnaire", "position", "code"]
    list_filter = ["questionnaire"]
    list_select_related = ["questionnaire"]
    inlines = [QuestionInline]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Reached from its questionnaire; on the front page it would be noise."""
        return {}


@admin.register(Question)
class QuestionAdmin(Fixed):
    list_display = ["__str__", "section", "kind", "code"]
    list_filter = ["section__questionnaire", "kind"]
    list_select_related = ["section"]
    inlines = [RowInline, OptionInline]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return with_kinds(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))
