"""The chart of a figure, as it stands on a page: once for a wide screen and for paper, once for a phone."""

from django import template
from django.utils.safestring import SafeString

from surveys.report.figures import ReportFigure
from surveys.report.svg import NARROW, WIDE, as_svg

register = template.Library()


@register.filter
def wide_chart(figure: ReportFigure) -> SafeString:
    return _drawn(figure, WIDE)


@register.filter
def narrow_chart(figure: ReportFigure) -> SafeString:
    return _drawn(figure, NARROW)


def _drawn(figure: ReportFigure, width: int) -> SafeString:
    return as_svg(figure.chart, figure.finding, width) if figure.chart else SafeString("")
