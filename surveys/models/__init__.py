"""What is asked, and what was answered. No row in here knows a person."""

from surveys.models.audit import AuditEntry
from surveys.models.coding import Coding, GivenTheme, Quote, Theme
from surveys.models.correction import GemeenteCorrection
from surveys.models.export import Export, ExportPiece
from surveys.models.gemeente import Gemeente, GemeenteChange
from surveys.models.headline import Headline
from surveys.models.organisation import Organisation
from surveys.models.questionnaire import Option, Question, Questionnaire, Row, Section
from surveys.models.response import Response, Save
from surveys.models.survey import Edition, Survey

__all__ = [
    "AuditEntry",
    "Coding",
    "Edition",
    "Export",
    "ExportPiece",
    "Gemeente",
    "GemeenteChange",
    "GemeenteCorrection",
    "GivenTheme",
    "Headline",
    "Option",
    "Organisation",
    "Question",
    "Questionnaire",
    "Quote",
    "Response",
    "Row",
    "Save",
    "Section",
    "Survey",
    "Theme",
]
