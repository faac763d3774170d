"""Nothing of what pydantic says of a setting reaches a coach in English."""

import re
from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from proeftuin.errors import InputError
from proeftuin.register.profiles.expected_values import expected_value
from proeftuin.register.profiles.profile import read_profile
from proeftuin.register.project import settings
from proeftuin.register.project.project_file import load_project

# What pydantic's own words have and ours have not.
ENGLISH = re.compile(
    r"\b(input|should|field|required|error|valid|missing|unable|parse|parsing|expected|must|than|"
    r"type|string|list|value|invalid|dictionary|integer|number|boolean|permitted|got|the|\w+_(?:parsing|type|error))\b",
    re.IGNORECASE,
)
WRONG = ("{ x = 1 }", "[{ x = 1 }]", "[]", "[3]", '"x"', '""', "3", "-1", "1e9", "nan", "true",
         "25:61:00", "08:30:00", "2021-01-05", "2021-01-05T08:30:00", '"25:61"', '["2021"]')  # fmt: skip


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_every_kind_of_error_has_dutch_words(kind):
    context = dict.fromkeys(("ge", "gt", "le", "lt", "multiple_of"), 7) | {"expected": "'a' or 'b'"}
    said = expected_value(kind, context)
    assert said
    assert not ENGLISH.findall(said)


def test_every_setting_with_every_wrong_value(magister):
    """Also those of the parts: a week, a period, what counts, what was laid down."""
    whole = magister.project
    found = 0
    for part, before, after in (
        (settings.School, "", ""),
        (settings.HalfDay, "week = [{ ", " }]"),
        (settings.ComparisonPeriod, "periode = { ", " }"),
        (settings.OwnDay, "eigen_dagen = [{ ", " }]"),
        (settings.Counting, "telt_mee = { ", " }"),
        (settings.ExportPeriod, "exportperiode = { ", " }"),
        (settings.Stretch, "gecontroleerd = [{ ", " }]"),
        (settings.Intervention, "interventies = [{ ", " }]"),
        (settings.Stages, "bouw = { ", " }"),
        (settings.Preregistration, "vooraf = { ", " }"),
    ):
        for name, field in part.model_fields.items():
            key = field.alias or name
            if part is settings.School and re.search(rf"^{key} =", whole, re.MULTILINE):
                continue
            for value in WRONG:
                magister.project = whole + f"\n{before}{key} = {value}{after}\n"
                path = magister.write()
                try:
                    load_project(path)
                except InputError as error:
                    found += 1
                    for problem in error.problems:
                        said = f"{problem.what} {problem.expected} {problem.mend}"
                        said = re.sub(r"data/sample\S*|‘[^’]*’|een van: .*", "", said)
                        assert not ENGLISH.findall(said), (key, value, said)
                        assert problem.where()[0] != ":"
    assert found > 500


@pytest.mark.parametrize(
    ("text", "what", "expected"),
    [
        ("title = ", "Het profiel is geen geldig TOML.", ""),
        ("title = 3", "Het profiel heeft een fout.", "tekst tussen aanhalingstekens"),
        ('titel = "x"', "Het profiel heeft een onbekende instelling.", ""),
        ('[roster]\nfiles = "a"', "Het profiel mist een instelling.", ""),
    ],
)
def test_a_profile_that_is_wrong(tmp_path, text, what, expected):
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        read_profile("a.toml", tmp_path)
    assert (what, expected) in [(one.what, one.expected) for one in raised.value.problems]
    assert not ENGLISH.findall(" ".join(one.what + one.expected for one in raised.value.problems))
