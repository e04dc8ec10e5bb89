"""What is counted out of the exported files by a script of its own is what the report prints."""

import ast
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.domain.figures import figures, means
from surveys.domain.tabulation import tabulate
from surveys.models import Edition, Gemeente, Questionnaire
from tests.surveys import answered
from tests.surveys.independent import figures_from_csv
from tests.surveys.independent.from_exports import Document, from_files

pytestmark = pytest.mark.django_db

# Each example is a data set of eight responses, to two versions.
EXAMPLES = int(os.environ.get("INDEPENDENT", "30"))


def printed(edition: Edition) -> Document:
    tabulated = tabulate(edition).questions
    return {
        "figures": [asdict(figure) for figure in figures(tabulated)],
        "means": [asdict(mean) for mean in means(tabulated)],
    }


def test_the_script_shares_nothing_with_us() -> None:
    tree = ast.parse(Path(figures_from_csv.__file__).read_text(encoding="utf-8"))

    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    named = {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in plain | named} - sys.stdlib_module_names == {"polars"}


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_it_finds_the_same_whatever_was_answered(
    edition: Edition, newer: Questionnaire, gemeenten: list[Gemeente], data: st.DataObject
) -> None:
    answered.store(data, edition, [edition.questionnaire, newer] * 4, gemeenten)

    assert from_files(edition) == printed(edition)


def test_of_nobody_there_are_counts_of_nought(edition: Edition) -> None:
    assert from_files(edition) == printed(edition)
