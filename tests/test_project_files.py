"""What stands beside the code for who uses or changes it is true: licences, changes, paths."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
(FONTS,) = (path.parent for path in (ROOT / "src").rglob("OFL.txt"))
TEXTS = [
    "README.md",
    "CHANGELOG.md",
    *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
FOLDERS = "benchmarks|docs|findings|notebooks|requirements|src|tests|tools"
# The kinds of change that Keep a Changelog knows, and what a first version must also say.
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits")


def text_of(name):
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", [*TEXTS, "NOTICE", ".pre-commit-config.yaml"])
def test_every_path_that_is_named_exists(name):
    named = set(re.findall(rf"(?<![\w./-])(?:{FOLDERS})/[\w./*-]*\.[a-z]+\b", text_of(name)))
    missing = {path for path in named if not list(ROOT.glob(path))}
    assert missing == set()


def test_each_licence_is_that_of_what_is_included():
    assert PROJECT["license"] == "MIT AND OFL-1.1"
    fonts = (FONTS / "OFL.txt").relative_to(ROOT).as_posix()
    assert PROJECT["license-files"] == ["LICENSE", "NOTICE", fonts]
    assert text_of("LICENSE").startswith("MIT License\n")
    assert "the proeftuin authors\n" in text_of("LICENSE")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text_of(fonts)


def test_the_notice_names_what_others_made():
    notice = text_of("NOTICE")
    fonts = [
        path for path in (ROOT / "src").rglob("*") if path.suffix in (".ttf", ".otf", ".woff2")
    ]
    assert len(fonts) == 2
    assert all(path.name in notice for path in fonts)
    source = tomllib.loads(text_of("src/proeftuin/team/checklist/checklist.toml"))["source"]
    publisher, title, month = source.split(", ")
    assert f'{publisher}, "{title}", {month}.' in " ".join(notice.split())


def test_the_citation_has_what_the_format_asks_and_nothing_invented():
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["title"] == PROJECT["name"]
    assert citation["abstract"] == PROJECT["description"]
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["authors"] == PROJECT["authors"]
    assert isinstance(citation["message"], str)
    assert citation["license"] in PROJECT["license"].split(" AND ")
    # An address, a DOI and a date come with a publication.
    assert citation.keys().isdisjoint({"doi", "url", "identifiers", "date-released"})


def test_the_changelog_has_its_form():
    text = text_of("CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", text, re.M)
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in versions[1:])
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= set(KINDS)


def hooks():
    (repository,) = yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    return {hook["id"]: hook for hook in repository["hooks"]}


def test_a_commit_is_checked_by_the_door_as_in_ci():
    assert hooks()["lint"]["entry"] == "python3 start.py lint"
    assert hooks()["lint"]["language"] == "system"
    assert not hooks()["lint"]["pass_filenames"]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("x" * 72 + "\n\n" + "y" * 200, False),
        ("x" * 73 + "\n", True),
        ("x" * 73, True),
        ("Short\n\n# " + "y" * 80, False),
    ],
)
def test_a_long_subject_is_refused(message, refused):
    # As pygrep does with --multiline: the whole text at once.
    found = re.search(hooks()["subject"]["entry"].encode(), message.encode(), re.MULTILINE)
    assert bool(found) == refused
