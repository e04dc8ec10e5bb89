"""How agreement of coders is written on a page."""

from django import template

register = template.Library()


@register.filter
def as_alpha(alpha: float | None) -> str:
    """Two decimals with a comma; a dash where it cannot be computed."""
    return "–" if alpha is None else f"{alpha:.2f}".replace(".", ",").replace("-", "−")
