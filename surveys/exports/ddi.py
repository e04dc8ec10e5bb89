"""DDI-Codebook 2.5: the description of the data that archives such as DANS take in."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from surveys.enums import Missing
from surveys.exports.base import Format
from surveys.exports.codebook import shown_to
from surveys.exports.columns import Column, Extract
from surveys.kinds.values import Type

NAMESPACE = "ddi:codebook:2_5"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(extract: Extract, _labels: bool) -> Iterator[bytes]:
    """Without answers: it may be shared."""
    register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", XML_LANG: "nl"})
    _study(root, extract)
    file = SubElement(SubElement(_add(root, "fileDscr", ID="F1"), _tag("fileTxt")), _tag("dimensns"))
    _add(file, "caseQnty", str(extract.count))
    _add(file, "varQnty", str(len(extract.columns)))
    data = _add(root, "dataDscr")
    for column in extract.columns:
        _variable(data, column)
    indent(root)
    yield tostring(root, encoding="utf-8", xml_declaration=True)


def _study(root: Element, extract: Extract) -> None:
    edition = extract.edition
    study = _add(root, "stdyDscr")
    citation = _add(_add(study, "citation"), "titlStmt")
    _add(citation, "titl", edition.title)
    _add(citation, "IDNo", edition.slug)
    info = _add(study, "stdyInfo")
    period = _add(info, "sumDscr")
    for event, moment in (("start", edition.opens_at), ("end", edition.closes_at)):
        _add(period, "collDate", event=event, date=moment.date().isoformat())
    _add(period, "universe", edition.survey.get_population_display())
    for version in extract.versions:
        _add(info, "notes", f"Vragenlijst: {version.questionnaire}")


def _variable(data: Element, column: Column) -> None:
    variable = _add(data, "var", ID=f"V_{column.code}", name=column.code, files="F1")
    _add(variable, "labl", column.label)
    if column.question is not None:
        question = _add(variable, "qstn")
        _add(question, "qstnLit", column.question.text)
        _add(variable, "universe", shown_to(column))
    for code, text in column.value_labels.items():
        _category(variable, code, text, is_missing=code in column.roles)
    for reason in Missing if column.question else ():
        _category(variable, reason.value, str(reason.label), is_missing=True)
    is_numeric = column.is_number or column.type is Type.DATE
    _add(variable, "varFormat", type="numeric" if is_numeric else "character")


def _category(variable: Element, code: str, text: str, *, is_missing: bool) -> None:
    category = _add(variable, "catgry", **({"missing": "Y"} if is_missing else {}))
    _add(category, "catValu", code)
    _add(category, "labl", text)


def _add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    child = SubElement(parent, _tag(tag), attributes)
    child.text = text or None
    return child


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


FORMATS = (
    Format(
        code="ddi",
        label="DDI-Codebook (XML): beschrijving voor een data-archief, zonder antwoorden",
        extension="ddi.xml",
        content_type="application/xml",
        write=write,
        has_answers=False,
    ),
)
