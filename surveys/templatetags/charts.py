"""The chart of a figure, once for a wide screen and paper and once for a phone, and the figure by group."""

from django import template
from django.utils.safestring import SafeString

from surveys.domain.published import PublishedBreakdown
from surveys.report import by_group as groups
from surveys.report.by_group import GroupTable
from surveys.report.figures import ReportFigure, ThemeFigure
from surveys.report.svg import NARROW, WIDE, as_svg

register = template.Library()


@register.filter
def wide_chart(figure: ReportFigure | ThemeFigure) -> SafeString:
    return _drawn(figure, WIDE)


@register.filter
def narrow_chart(figure: ReportFigure | ThemeFigure) -> SafeString:
    return _drawn(figure, NARROW)


@register.filter
def by_group(figure: ReportFigure, breakdown: PublishedBreakdown) -> GroupTable | None:
    return groups.by_group(figure, breakdown)


def _drawn(figure: ReportFigure | ThemeFigure, width: int) -> SafeString:
    return as_svg(figure.chart, figure.finding, width) if figure.chart else SafeString("")
