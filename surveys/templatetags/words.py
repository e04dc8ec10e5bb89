"""How a text of ours is written on a page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from surveys.domain import audit_log

register = template.Library()


@register.filter
def with_breaks(text: str) -> SafeString:
    """Lets a line break after a slash, where browsers see one long word: "participatie/duurzaamheid"."""
    *before, last = text.split("/")
    return format_html("{}{}", format_html_join("", "{}/<wbr>", ((part,) for part in before)), last)


@register.filter
def target_in_words(target: str) -> str:
    """What a line of the audit log is about: "editie 3"."""
    return audit_log.in_words(target)
