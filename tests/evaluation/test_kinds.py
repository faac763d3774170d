from statistics import fmean
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from worlds import LESSONS, World

from proeftuin.evaluation.splits.absence_kinds import change_by_kind
from proeftuin.evaluation.splits.rates import KINDS, parts_of
from proeftuin.evaluation.splits.sap_types import change_by_sap_type
from proeftuin.pyramid.comparison import compare
from proeftuin.pyramid.counting.attendance import attendance
from proeftuin.pyramid.counting.intervals import mean_interval
from proeftuin.pyramid.counting.periods import windows_between

DATES = pd.bdate_range("2023-01-09", "2023-03-24")
WINDOWS = windows_between(DATES, "2023-01-09", "2023-03-24")


def school(classes=8, pupils=20, seed=1, times=1.0, counting="niet", types=None, spoil=None):
    """A register whose absence is labelled at random: ill, other authorised or not."""
    rng = np.random.default_rng(seed)
    world = World(rng, classes=classes, pupils=pupils, mean_rate=0.019)
    half = len(DATES) // 2
    parts = [(DATES[:half], 1.0), (DATES[half:], times)]
    days = pd.concat(
        [world.days(world.window(len(dates), times=how), dates) for dates, how in parts],
        ignore_index=True,
    )
    missed = days["absent_minutes"].to_numpy()
    authorised = missed * rng.integers(0, 2, len(days))
    days["authorised_minutes"] = authorised
    days["unauthorised_minutes"] = missed - authorised
    days["sick_minutes"] = authorised * rng.integers(0, 2, len(days))
    days["late"] = rng.integers(0, 2, len(days))
    if spoil:
        days = spoil(days)
    enrolled = days.drop_duplicates(["pupil", "class"])[["school", "pupil", "class"]]
    given = enrolled["pupil"].map(lambda pupil: (types or {}).get(pupil, ""))
    return SimpleNamespace(
        days=days,
        pupils=enrolled.assign(stage="lower", track="", sap_type=given, start=DATES[0], end=pd.NaT),
        scan_days=lambda: days,
        school_days=DATES,
        provenance={"settings": {"counting": {"late": counting}}},
    )


def by_hand(days, window, pupil):
    """Sum one pupil's window day by day."""
    sums = dict.fromkeys(["sick", "other authorised", "unauthorised", "total", "possible"], 0)
    late = school_days = 0
    for day in days[days["pupil"] == pupil].itertuples():
        if window.start <= day.date.date() <= window.end:
            sums["sick"] += day.sick_minutes
            sums["other authorised"] += day.authorised_minutes - day.sick_minutes
            sums["unauthorised"] += day.unauthorised_minutes
            sums["total"] += day.absent_minutes
            sums["possible"] += day.minutes
            late += day.late
            school_days += 1
    possible = sums.pop("possible")
    return {k: 100 * v / possible for k, v in sums.items()} | {"late": late * 5 / school_days}


def test_rates_and_intervals_against_a_loop_over_days_and_classes():
    register = school(classes=5, pupils=6, times=0.4)
    found = change_by_kind(register, WINDOWS).to_frame()
    class_of = dict(zip(register.pupils["pupil"], register.pupils["class"], strict=True))
    for kind in [*KINDS, "total", "late"]:
        sides = [
            {pupil: by_hand(register.days, window, pupil)[kind] for pupil in class_of}
            for window in WINDOWS
        ]
        change = {pupil: sides[1][pupil] - sides[0][pupil] for pupil in class_of}
        left_out = [
            fmean(change[pupil] for pupil in class_of if class_of[pupil] != name)
            for name in sorted(set(class_of.values()))
        ]
        error = (4 / 5 * sum((each - fmean(left_out)) ** 2 for each in left_out)) ** 0.5
        half = t.ppf(0.975, 4) * error
        row = found.loc[kind]
        assert row["before"] == pytest.approx(fmean(sides[0].values()))
        assert row["after"] == pytest.approx(fmean(sides[1].values()))
        assert row["change"] == pytest.approx(fmean(change.values()))
        assert row["low"] == pytest.approx(fmean(change.values()) - half)
        assert row["high"] == pytest.approx(fmean(change.values()) + half)
        assert row["method"] == "jackknife"
    assert set(found["n"]) == {30}


def test_the_kinds_add_up_to_the_total():
    found = change_by_kind(school(times=0.5), WINDOWS).kinds
    for column in ("before", "after", "change"):
        assert found[column].iloc[:-1].sum() == pytest.approx(found[column]["total"], abs=1e-12)


def test_the_pupils_are_those_of_the_comparison():
    def without_lessons(days):
        gone = (days["pupil"] == "p3") & (days["date"] >= pd.Timestamp("2023-02-01"))
        return days[~gone]

    register = school(spoil=without_lessons)
    comparison = compare(*(attendance(register, window) for window in WINDOWS))
    assert change_by_kind(register, WINDOWS).n == comparison.paired == 159


def test_the_sentence_names_what_is_shown_and_the_figure_too():
    found = change_by_kind(school(classes=12, pupils=25, times=0.2), WINDOWS)
    assert (
        "een verandering is aangetoond bij ziekte, ander geoorloofd verzuim en " in found.sentence
    )
    assert found.sentence.startswith(
        "De 300 leerlingen die in beide vensters te volgen zijn, misten"
    )
    assert found.plot().get_title(loc="left").startswith("Het verzuim daalde van ")
    calm = change_by_kind(school(classes=12, pupils=25), WINDOWS)
    assert "bij geen ervan is een verandering aangetoond" in calm.sentence
    assert "geen verandering aangetoond" in calm.plot().get_title(loc="left").replace("\n", " ")
    assert "effect" not in str(found) + found._repr_html_()


def test_guard_few_pupils():
    found = change_by_kind(school(classes=4, pupils=7), WINDOWS)
    assert found.sentence == (
        "Er zijn 28 leerlingen in beide vensters te volgen, te weinig om een verandering per soort "
        "verzuim te noemen."
    )
    assert "Te weinig" in found.plot().get_title(loc="left")


def test_guard_few_classes():
    found = change_by_kind(school(classes=3, pupils=20), WINDOWS)
    assert (
        "De onzekerheidsmarge neemt leerlingen als los van elkaar, want er zijn minder dan 4 "
        "klassen: zij is eerder te smal dan te breed."
    ) in found.notes
    assert set(found.kinds["method"]) == {"independent"}


def test_guard_nobody_in_both_windows():
    def split(days):
        early = days["date"] < pd.Timestamp("2023-02-10")
        return days.assign(pupil=days["pupil"].where(early, days["pupil"] + "-new"))

    register = school(spoil=split)
    found = change_by_kind(register, WINDOWS)
    assert found.n == 0
    assert found.kinds["change"].isna().all()
    assert "Er zijn 0 leerlingen" in found.sentence
    assert str(found)


def test_guard_illness_registered_as_unauthorised_stays_illness():
    def mislabel(days):
        ill = (days["pupil"] == "p5") & (days["absent_minutes"] > 0)
        moved = days["absent_minutes"]
        return days.assign(
            sick_minutes=days["sick_minutes"].mask(ill, moved),
            authorised_minutes=days["authorised_minutes"].mask(ill, 0),
            unauthorised_minutes=days["unauthorised_minutes"].mask(ill, moved),
        )

    found = change_by_kind(school(spoil=mislabel), WINDOWS)
    assert (
        "Bij 1 leerling staat ziekte (deels) als ongeoorloofd geregistreerd; die tijd telt hier als "
        "ziek."
    ) in found.notes


@pytest.mark.parametrize(
    ("counting", "says"), [("niet", "telt niet als verzuim"), ("minuten", "ook als verzuim mee")]
)
def test_lateness_stands_apart(counting, says):
    found = change_by_kind(school(counting=counting), WINDOWS)
    assert says in found.notes[0]
    assert found.notes[0].startswith("Te laat, per leerling per week: 2,5")


def test_a_report_in_sessions_is_told_that_kinds_are_minutes():
    found = change_by_kind(school(), WINDOWS, measure="sessions")
    assert any(note.startswith("De soorten zijn in minuten geteld") for note in found.notes)


def test_rounding_is_explained_only_when_it_shows():
    texts = []
    for seed in range(8):
        found = change_by_kind(school(classes=4, pupils=8, seed=seed), WINDOWS)
        rounded = [round(change, 1) for change in found.kinds["change"]]
        off = abs(sum(rounded[:-1]) - rounded[-1]) > 0.05
        assert off == any("apart afgerond" in note for note in found.notes)
        texts.append(off)
    assert len(set(texts)) == 2


TYPES = (
    {f"p{i}": "schoolweigering" for i in range(0, 160, 10)}
    | {f"p{i}": "uitsluiting" for i in range(1, 8)}
    | {f"p{i}": " spijbelen " for i in range(21, 38)}
)


def test_types_are_what_the_team_gave():
    register = school(types=TYPES, times=0.5)
    found = change_by_sap_type(register, WINDOWS)
    assert found.types["n"].to_dict() == {"schoolweigering": 15, "spijbelen": 17, "uitsluiting": 7}
    assert found.recorded == 39
    assert found.types.loc["uitsluiting"].drop(["n", "method"]).isna().all()
    rates = [attendance(register, window).set_index("pupil") for window in WINDOWS]
    mine = [pupil for pupil, name in TYPES.items() if name == "schoolweigering"]
    each = [100 * (rate.loc[mine, "absent"] / rate.loc[mine, "possible"]) for rate in rates]
    assert found.types.loc["schoolweigering", "change"] == pytest.approx((each[1] - each[0]).mean())
    assert found.types.loc["spijbelen", "method"] == "independent"
    assert found.notes == (
        "spijbelen: De onzekerheidsmarge neemt leerlingen als los van elkaar, want er zijn minder "
        "dan 4 klassen: zij is eerder te smal dan te breed.",
        "Een type krijgt een leerling die al veel verzuimt: ook zonder dat er iets gebeurt, is "
        "later minder verzuim te verwachten.",
        "uitsluiting heeft minder dan 10 leerlingen en daarom geen getallen.",
    )
    assert found.sentence.startswith(
        "Van de 160 leerlingen die in beide vensters te volgen zijn, hebben 39 een SAP-type dat het "
        "SAT heeft vastgelegd; de verandering van hun verzuim: schoolweigering (15 leerlingen) "
    )
    assert "uitsluiting (" not in found.sentence
    texts = [text.get_text() for text in found.plot().texts]
    assert "geen getal" in texts
    assert "minder dan 10" in str(found)


def test_without_types_there_is_a_sentence_and_no_number():
    found = change_by_sap_type(school(), WINDOWS)
    assert found.sentence == (
        "Van de 160 leerlingen die in beide vensters te volgen zijn, heeft niemand een SAP-type dat "
        "het SAT heeft vastgelegd; er is dus niets naar type te verdelen."
    )
    assert found.types.empty
    assert found.plot().get_title(loc="left").startswith("Van 0 van de 160 leerlingen")


def test_one_pupil_with_a_type_is_no_group():
    found = change_by_sap_type(school(types={"p1": "spijbelen"}), WINDOWS)
    assert "heeft 1 een SAP-type" in found.sentence
    assert "geen type heeft 10 of meer leerlingen" in found.sentence


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 1000)), min_size=1)
)
def test_parts_are_never_negative_and_always_add_up(rows):
    table = pd.DataFrame(rows, columns=["authorised", "unauthorised", "sick"])
    missed = table["authorised"] + table["unauthorised"]
    table["sick"] = table["sick"].clip(upper=missed)
    parts = parts_of(table)
    assert (parts >= 0).all(axis=None)
    assert parts.sum(axis="columns").equals(missed)
    assert parts["sick"].equals(table["sick"])


def test_mean_interval_is_the_paired_one_for_tiers_and_statsmodels_for_equal_classes():
    import statsmodels.api as sm

    from proeftuin.pyramid.counting.intervals import paired_interval

    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(10), 24)
    moved = rng.integers(-1, 2, (240, 1))
    paired, mean = paired_interval(moved, cluster), mean_interval(moved, cluster)
    assert (mean.low, mean.high) == (paired.low, paired.high)
    minutes = rng.normal(0, 30, (240, 1))
    fit = sm.OLS(minutes[:, 0], np.ones(240)).fit(
        cov_type="cluster", cov_kwds={"groups": cluster}, use_t=True
    )
    found = mean_interval(minutes, cluster)
    np.testing.assert_allclose([found.low[0], found.high[0]], fit.conf_int()[0], rtol=1e-9)


def test_mean_interval_with_few_clusters_is_student_s():
    from scipy.stats import ttest_1samp

    values = np.arange(12.0).reshape(12, 1) ** 2
    found = mean_interval(values, [0, 1, 2] * 4)
    expected = ttest_1samp(values[:, 0], 0).confidence_interval()
    assert found.method == "independent"
    np.testing.assert_allclose([found.low[0], found.high[0]], expected)
    alone = mean_interval(values[:1], [0])
    assert alone.mean[0] == 0
    assert np.isnan([alone.low[0], alone.high[0]]).all()


def test_lessons_are_minutes_here():
    assert school(classes=1, pupils=1).days["minutes"].iloc[0] == LESSONS * 50
