"""A command that was typed wrong is answered in Dutch, with what to type instead."""

import re

import pytest

from proeftuin.cli.commands import main

ENGLISH = re.compile(
    r"\b(error|usage|options?|invalid|value|missing|argument|such|should|input|unable|match|does|"
    r"requires?|unexpected|got|try|parse|parsing|valid|required|not|one)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("pyramid", "Er ontbreekt iets: REGISTER."),
        ("compare weg", "Er ontbreekt iets: --start."),
        ("checklist read", "Er ontbreekt iets: FORMULIER.XLSX."),
        ("import", "Noem een projectbestand, of een bestand achter --wizard."),
        ("importeer", "Onbekende opdracht: importeer. Bedoelde u import?"),
        ("checklist foo", "Onbekende opdracht: foo."),
        ("import a.toml --onyl vmbo", "Onbekende optie: --onyl. Bedoelde u --only?"),
        ("import a.toml --only", "Achter --only hoort een waarde."),
        ("import a.toml --opnieuw=3", "Achter --opnieuw hoort geen waarde."),
        ("import mijn map/a.toml", "Dit is te veel: map/a.toml. Zet een naam met spaties tussen"),
        ("pyramid weg --start 5-jan", "--start klopt niet. Verwacht: een datum als 2021-01-05"),
        ("checklist read a.xlsx --date x", "--date klopt niet. Verwacht: een datum als 2021-01-05"),
        ("pyramid weg --by klas", "een van: school, stage, year_group, class."),
        ("pyramid weg --measure x", "een van: minutes, sessions."),
        ("compare weg --days x", "--days klopt niet. Verwacht: een geheel getal."),
        ("compare weg --days 0", "--days klopt niet. Verwacht: ten minste 1."),
    ],
)
def test_a_command_that_was_typed_wrong(command, said, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["proeftuin", *command.split(" ")])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (2, "")
    assert said in told.err
    assert not ENGLISH.findall(told.err)


def test_a_command_that_is_broken_off(monkeypatch, capsys):
    def broken_off(path):
        raise EOFError

    monkeypatch.setattr("proeftuin.register.project.project_file.load_project", broken_off)
    monkeypatch.setattr("sys.argv", ["proeftuin", "import", "a.toml"])
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, capsys.readouterr().err.strip()) == (1, "Afgebroken.")
