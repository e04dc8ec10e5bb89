"""What must hold for the repository as a whole."""

import re
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = ("requirements.txt", "requirements-dev.txt")
# Folders and files of the top level; a new one is a decision.
TOP_LEVEL = {
    ".ci", ".dockerignore", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", "Dockerfile", "LICENSE",
    "Makefile", "README.md", "barometer", "docker-compose.yml", "docs", "manage.py", "pyproject.toml",
    "requirements-dev.txt", "requirements.txt", "respondents", "static", "surveys", "templates", "tests",
}  # fmt: skip


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_the_top_level_stays_small() -> None:
    assert {path.split("/")[0] for path in tracked()} <= TOP_LEVEL


def test_no_module_is_named_after_nothing() -> None:
    nameless = {"utils.py", "helpers.py", "services.py", "common.py"}

    assert [path for path in tracked() if Path(path).name in nameless] == []


def test_the_locks_have_hashes_and_name_no_host() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        pinned = re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)

        assert len(pinned) > 10
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text


def test_no_template_has_an_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"")
    # A mail program reads no style sheet.
    pages = [path for path in tracked() if path.startswith("templates/") and "/emails/" not in path]

    assert len(pages) > 20
    assert [path for path in pages if inline.search((ROOT / path).read_text())] == []


def test_every_link_in_the_documents_leads_somewhere() -> None:
    documents = [ROOT / path for path in tracked() if path.endswith(".md")]
    links = [
        (document, target)
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    ]

    assert len(links) > 5
    assert [
        f"{document.name}: {target}" for document, target in links if not (document.parent / target).exists()
    ] == []
