"""The kinds of question. A module in this folder with a `KIND` is a kind; nothing else has to be changed for it."""

from importlib import import_module
from pkgutil import iter_modules

from surveys.kinds.base import Kind, Needs, Problem, Variable
from surveys.kinds.tallies import Count, Spread, Table, Tally
from surveys.models import Question

__all__ = [
    "KINDS",
    "Count",
    "Kind",
    "Needs",
    "Problem",
    "Spread",
    "Table",
    "Tally",
    "Variable",
    "kind_of",
]


def _kinds() -> dict[str, Kind]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.code: kind for kind in kinds}


KINDS: dict[str, Kind] = _kinds()


def kind_of(question: Question) -> Kind:
    return KINDS[question.kind]
