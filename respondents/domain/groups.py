"""The four groups of staff and what each may do; what is not written here is denied."""

from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

VIEW, EDIT = ("view",), ("view", "add", "change")

# The answers of respondents are in no list: the team sees counts, the analyst exports without names.
# To change an invitation or a response is to say which of two counts; neither can be typed over.
ROLES: Mapping[str, tuple[str, ...]] = {
    "projectteam": (
        *(f"respondents.{verb}_respondent" for verb in EDIT),
        *(f"respondents.{verb}_wave" for verb in EDIT),
        "respondents.release_wave",
        "respondents.view_invitation",
        "respondents.change_invitation",
        "respondents.view_letter",
        "respondents.change_letter",
        "respondents.view_handover",
        "respondents.change_handover",
        "respondents.change_reply",
        "respondents.view_suppression",
        "respondents.call_gemeente",
        *(f"respondents.{verb}_openlink" for verb in EDIT),
        "respondents.oversee_calls",
        "respondents.view_decline",
        "respondents.change_decline",
        "respondents.view_case",
        "respondents.view_callattempt",
        *(f"surveys.{verb}_edition" for verb in EDIT),
        "surveys.view_fieldwork",
        "surveys.view_results",
        "surveys.release_results",
        "surveys.write_headlines",
        *(f"surveys.{verb}_organisation" for verb in EDIT),
        "surveys.view_survey",
        "surveys.view_gemeente",
        "surveys.change_gemeente",
        "surveys.view_gemeentechange",
        *(f"surveys.{verb}_{part}" for part in ("questionnaire", "section", "question") for verb in EDIT),
        *(f"surveys.{verb}_{part}" for part in ("row", "option") for verb in (*EDIT, "delete")),
        "surveys.view_auditentry",
        "respondents.break_glass",
        "respondents.view_breakglass",
    ),
    "beller": ("respondents.call_gemeente",),
    "analist": (
        "surveys.view_fieldwork",
        "surveys.view_results",
        "surveys.write_headlines",
        "surveys.export_responses",
        "surveys.view_edition",
        "surveys.view_questionnaire",
        "surveys.view_response",
        "surveys.change_response",
        "surveys.change_coding",
    ),
    "beheerder": (
        "auth.view_user",
        "auth.change_user",
        "auth.view_group",
        "respondents.invite_staff",
        "respondents.view_breakglass",
    ),
}


def ensure_groups() -> None:
    """Makes the groups and gives each exactly its permissions; again changes nothing."""
    for label in ("auth", "surveys", "respondents"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, allowed in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([permissions[code] for code in allowed])
