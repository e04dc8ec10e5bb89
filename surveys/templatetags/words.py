"""How the text of a questionnaire is written on a page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def with_breaks(text: str) -> SafeString:
    """Lets a line break after a slash, where browsers see one long word: "participatie/duurzaamheid"."""
    *before, last = text.split("/")
    return format_html("{}{}", format_html_join("", "{}/<wbr>", ((part,) for part in before)), last)
