"""A questionnaire file: YAML in, and the same YAML out. Every error names the file, the line and what to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from surveys.domain.definition import Definition, Fault, faults_of
from surveys.domain.kind_rules import kind_faults
from surveys.exceptions import QuestionnaireRefused

DUTCH = {
    "missing": "Deze sleutel ontbreekt. Voeg hem toe.",
    "extra_forbidden": "Deze sleutel is niet bekend. Verbeter de naam of haal hem weg.",
    "string_type": "Hier hoort tekst. Zet aanhalingstekens om een getal of om ja/nee in het Engels.",
    "string_too_short": "Deze tekst is leeg. Vul hem in.",
    "string_too_long": "Deze tekst is te lang. Maak hem korter.",
    "string_pattern_mismatch": "Een code heeft alleen kleine letters, cijfers en _ of -. Pas de code aan.",
    "int_type": "Hier hoort een getal.",
    "bool_type": "Hier hoort true of false.",
    "list_type": "Hier hoort een lijst, met een streepje voor elk onderdeel.",
    "too_short": "Deze lijst is leeg. Vul hem aan.",
    "model_type": "Hier horen sleutels met een waarde.",
    "dict_type": "Hier horen sleutels met een waarde.",
}


def read_definition(text: str, name: str) -> Definition:
    """The definition in the text of a file called `name`.

    Raises QuestionnaireRefused with a sentence for each fault.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise QuestionnaireRefused([_yaml_problem(error, name)]) from error
    if not isinstance(root, yaml.MappingNode):
        raise QuestionnaireRefused(
            [f"{name}: het bestand is leeg of is geen vragenlijst. Begin met ‘code:’."]
        )
    faults = _repeated_keys(root, ())
    definition = None if faults else _validate(yaml.safe_load(text), faults)
    if definition is not None:
        faults = [*faults_of(definition), *kind_faults(definition)]
    if faults or definition is None:
        raise QuestionnaireRefused([f"{name}, {_place(root, fault.path)}: {fault.text}" for fault in faults])
    return definition


def read_file(path: Path) -> Definition:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise QuestionnaireRefused(
            [f"{path}: het bestand is niet te lezen ({error.strerror}). Kijk de naam na."]
        ) from error
    except UnicodeDecodeError as error:
        raise QuestionnaireRefused([f"{path}: het bestand is geen UTF-8. Bewaar het als UTF-8."]) from error
    return read_definition(text, path.name)


def _validate(data: Any, faults: list[Fault]) -> Definition | None:
    try:
        return Definition.model_validate(data)
    except ValidationError as error:
        faults += [Fault(detail["loc"], _dutch(detail)) for detail in error.errors()]
        return None


def _dutch(detail: Mapping[str, Any]) -> str:
    return DUTCH.get(detail["type"], f"Deze waarde kan niet ({detail['msg']}).")


def _yaml_problem(error: yaml.YAMLError, name: str) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f", regel {mark.line + 1}" if mark else ""
    return (
        f"{name}{place}: dit is geen geldige YAML. Kijk naar inspringing, dubbele punten en aanhalingstekens."
    )


def _repeated_keys(node: yaml.Node, path: tuple[str | int, ...]) -> list[Fault]:
    """YAML keeps the last of two equal keys without a word; here that is a fault."""
    faults: list[Fault] = []
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            faults += _repeated_keys(item, (*path, index))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                faults.append(Fault((*path, key.value), "Deze sleutel staat er twee keer. Haal er een weg."))
            seen.add(key.value)
            faults += _repeated_keys(value, (*path, key.value))
    return faults


def _place(root: yaml.Node, path: tuple[str | int, ...]) -> str:
    """The line of the deepest part of the path that is in the file, and the path in words."""
    node = root
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        node = found
    words = ".".join(str(step) for step in path)
    return f"regel {node.start_mark.line + 1} ({words})"


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


class _OneLine(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented under their key."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _OneLine,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True),
)


def write_definition(definition: Definition) -> str:
    """The file of a definition; `read_definition` of it gives the same definition."""
    data = definition.model_dump(by_alias=True, exclude_defaults=True)
    data = {"code": data.pop("code"), "version": definition.version, **data}
    for section in data["sections"]:
        for page in section["pages"]:
            page["questions"] = [_one_line_parts(question) for question in page["questions"]]
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


def _one_line_parts(question: dict[str, Any]) -> dict[str, Any]:
    written = dict(question)
    for key in ("rows", "options"):
        if key in written:
            written[key] = [_OneLine(part) for part in written[key]]
    if "show_if" in written:
        written["show_if"] = _OneLine(written["show_if"])
    return written
