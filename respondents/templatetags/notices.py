"""What stands still, for the frame of every staff page."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from respondents.domain import notices
from respondents.domain.notices import Standing
from respondents.enums import NoticeKind

register = template.Library()


@dataclass(frozen=True)
class Line:
    sentence: str
    url: str


@register.simple_tag
def standing_notices(is_team: bool) -> list[Line]:
    """All of it for the team; for the administrator only that answers are seen with a name."""
    shown = [one for one in notices.standing() if is_team or one.kind == NoticeKind.GLASS]
    return [Line(one.sentence, url_of(one)) for one in shown]


def url_of(one: Standing) -> str:
    """Where somebody can do something about it; empty if that is not on these pages."""
    if one.wave:
        return reverse("admin:respondents_wave_change", args=[one.wave])
    if one.kind == NoticeKind.GLASS:
        return reverse("broken_glass")
    lists = {
        NoticeKind.DOUBT: ("admin:respondents_letter_changelist", {"state__exact": "in_doubt"}),
        NoticeKind.DECLINE: ("admin:respondents_decline_changelist", {"state__exact": "proposed"}),
    }
    if one.kind not in lists:
        return ""
    name, query = lists[one.kind]
    return f"{reverse(name)}?{urlencode(query)}"
