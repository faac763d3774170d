"""The interrupted time series: a published one, other engines, simulated ones, its guards."""

from datetime import date

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from proeftuin.evaluation.series.correlated_errors import average_over_correlations
from proeftuin.evaluation.series.interrupted_series import SHOCK, interrupted_time_series
from proeftuin.evaluation.series.phases import Phase
from proeftuin.evaluation.series.segmented_regression import (
    fit_share,
    level_points,
    segmented_design,
    slope_points,
    without_interruption,
)

# Lopez Bernal, Cummins and Gasparrini (2017), Int J Epidemiol 46, 348-355: acute coronary events in
# Sicily per month from January 2002 on, and the standardised population; smoking ban in month 37.
# Data and code: github.com/gasparrini/2017_lopezbernal_IJE_codedata.
ACES = [
    728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752,
    765, 831, 879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820,
    877, 758, 767, 738, 781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912,
]  # fmt: skip
POPULATION = [
    379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6,
    375955.5, 378349.7, 376762.4, 379032.3, 379360.4, 376162.0, 377972.4, 381830.7, 379888.6, 380872.2,
    380966.9, 381240.4, 382104.9, 381802.7, 381656.3, 383680.0, 383504.2, 386462.9, 383783.1, 380836.8,
    383483.0, 380906.2, 382926.8, 384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2,
    383686.4, 385509.3, 385901.9, 386516.6, 388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4,
    394005.6, 391364.9, 391664.6, 389022.3, 391878.5, 388575.3, 392989.0, 390018.8, 390712.3,
]  # fmt: skip
MONTH = np.arange(59) % 12 + 1


def sicily(design):
    """Fit the terms to the published counts, as the paper's code does: quasi-Poisson."""
    model = sm.GLM(ACES, design, family=sm.families.Poisson(), offset=np.log(POPULATION))
    return model.fit(scale="X2")


def sicilian_design():
    return segmented_design(np.arange(1, 60), 37, MONTH / 12, harmonics=2)


def test_the_terms_give_the_published_rate_ratio():
    """Model 3 of the paper's code, step change and season: as it comes out of R 4.5.1.

    Rate ratio 0.885 (0.839 to 0.933), dispersion 2.262, trend 1.067 a year.
    """
    found = sicily(sicilian_design().drop(columns="slope"))
    ends = np.exp([found.params["level"], *found.conf_int().loc["level"]])
    assert [f"{end:.3f}" for end in ends] == ["0.885", "0.839", "0.933"]
    assert f"{found.scale:.3f}" == "2.262"
    assert f"{np.exp(12 * found.params['time']):.3f}" == "1.067"


def test_the_terms_give_the_published_change_of_slope():
    """Model 4, with the slope of the corrigendum: 0.00148 a month on the log scale, in R."""
    assert f"{sicily(sicilian_design()).params['slope']:.5f}" == "0.00148"


def test_the_level_is_at_the_interruption_and_not_at_the_start_of_the_series():
    right = sicily(sicilian_design())
    time = np.arange(1, 60)
    wrong = sicily(sicilian_design().assign(slope=lambda design: time * design["level"]))
    # The same line: only what is called its level differs, by 37 months of slope.
    np.testing.assert_allclose(right.fittedvalues, wrong.fittedvalues)
    assert right.params["level"] == pytest.approx(-0.1304, abs=5e-5)
    assert wrong.params["level"] == pytest.approx(-0.1852, abs=5e-5)
    assert right.params["level"] == pytest.approx(
        wrong.params["level"] + 37 * wrong.params["slope"]
    )


def weeks_of(attended, possible=50_000, start="2021-08-23", **more):
    week = pd.date_range(start, periods=len(attended), freq="7D")
    absent = np.round(possible * (1 - np.asarray(attended))).astype(int)
    return pd.DataFrame({"week": week, "absent": absent, "possible": possible, **more})


def simulated(rng, n=60, before=30, level=0.0, slope=0.0, spread=0.25, season=0.0, alike=0.0):
    """Return weeks whose log odds of absence have noise of their own: far more than binomial."""
    time = np.arange(n) - before
    after = time >= 0
    noise = lfilter([1], [1, -alike], rng.normal(0, spread, n))
    logit = 2.9 + level * after + slope * time * after + noise
    logit = logit + season * np.cos(2 * np.pi * time / 52.18)
    share = 1 / (1 + np.exp(-logit))
    return weeks_of(1 - rng.binomial(50_000, 1 - share) / 50_000)


def terms_of(weeks, place):
    """Return attended and possible, the terms of the model, and the number of each week."""
    week = ((weeks["week"] - weeks["week"].iloc[place]) / pd.Timedelta(weeks=1)).to_numpy(int)
    season = 2 if len(weeks) >= 52 else 0
    extra = {name: weeks[name] for name in ("next_to_holiday",) if name in weeks}
    design = segmented_design(week, 0, weeks["week"].dt.day_of_year / 365.25, season, **extra)
    whole = weeks["possible"].to_numpy(float)
    return whole - weeks["absent"], whole, design, week


def monday(weeks, place):
    return weeks["week"].iloc[place].date()


def by_hand(y, n, x):
    """Fit a binomial regression by reweighted least squares, with Pearson's dispersion."""
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        mu = 1 / (1 + np.exp(-x @ beta))
        weight = n * mu * (1 - mu)
        beta = np.linalg.solve(
            (x.T * weight) @ x, (x.T * weight) @ (x @ beta + (y / n - mu) * n / weight)
        )
    mu = 1 / (1 + np.exp(-x @ beta))
    weight = n * mu * (1 - mu)
    phi = sum((y - n * mu) ** 2 / weight) / (len(y) - x.shape[1])
    return beta, phi * np.linalg.inv((x.T * weight) @ x), phi


@pytest.fixture(scope="module")
def noisy():
    rng = np.random.default_rng(11)
    weeks = simulated(rng, n=70, before=40, level=0.4, slope=0.01, season=0.2)
    return weeks.assign(next_to_holiday=rng.random(70) < 0.15)


def test_the_fit_is_that_of_reweighted_least_squares_by_hand(noisy):
    attended, whole, design, _ = terms_of(noisy, 40)
    fit = fit_share(attended, whole, design)
    beta, covariance, phi = by_hand(attended, whole, design.to_numpy())
    np.testing.assert_allclose(fit.params, beta, rtol=1e-6)
    np.testing.assert_allclose(fit.covariance, covariance, rtol=1e-5, atol=1e-12)
    assert fit.dispersion == pytest.approx(phi, rel=1e-6)
    assert (fit.residuals**2).sum() == pytest.approx(fit.df)
    half = 1.999623585 * np.sqrt(covariance[2, 2])  # t(0.975; 61), from a table
    expected = [beta[2], beta[2] - half, beta[2] + half]
    assert np.log(fit.odds_ratio("level")) == pytest.approx(expected)


def posterior_by_hand(y, n, x, week):
    """Try every hundredth as the correlation, with whole matrices and statsmodels.

    Zellner and Tiao (1964): coefficients under a uniform correlation, a step from binomial ones.
    """
    beta, _, _ = by_hand(y, n, x)
    mu = 1 / (1 + np.exp(-x @ beta))
    root = np.sqrt(n * mu * (1 - mu))
    terms, values = x * root[:, None], (y - n * mu) / root
    correlations, densities, models = np.arange(-98, 99) / 100, [], []
    for rho in correlations:
        matrix = rho ** np.abs(np.subtract.outer(week, week))
        model = sm.GLS(values, terms, sigma=matrix).fit()
        parts = (matrix, terms.T @ np.linalg.solve(matrix, terms))
        halves = sum(np.linalg.slogdet(each)[1] for each in parts)
        densities.append(np.exp(-(halves + model.df_resid * np.log(model.scale)) / 2))
        models.append(model)
    weight = np.array(densities) / sum(densities)
    step = sum(w * model.params for w, model in zip(weight, models, strict=True))
    covariance = sum(
        w * (model.cov_params() + np.outer(model.params - step, model.params - step))
        for w, model in zip(weight, models, strict=True)
    )
    return beta + step, covariance, weight @ correlations


@pytest.mark.parametrize("alike", [0.0, 0.6])
def test_correlations_are_averaged_over_as_by_hand_with_whole_matrices(alike):
    rng = np.random.default_rng(17)
    weeks = simulated(rng, n=44, before=26, level=0.3, alike=alike)
    weeks = weeks.drop(index=[7, 8, 30]).reset_index(drop=True)
    found = interrupted_time_series(weeks, monday(weeks, 24))
    attended, whole, design, week = terms_of(weeks, 24)
    beta, covariance, rho = posterior_by_hand(attended, whole, design.to_numpy(), week)
    np.testing.assert_allclose(found.fit.params, beta, rtol=1e-6)
    np.testing.assert_allclose(found.fit.covariance, covariance, rtol=1e-5, atol=1e-10)
    assert found.correlation == pytest.approx(rho, abs=1e-6)
    plain = fit_share(attended, whole, design)
    assert (found.fit.covariance[2, 2] > plain.covariance[2, 2]) == (alike > 0)


def test_a_long_series_knows_its_correlation():
    """With a thousand weeks one correlation is left: generalised least squares with that one."""
    week = np.arange(1000)
    rng = np.random.default_rng(3)
    values = lfilter([1], [1, -0.5], rng.normal(0, 1, 1000))
    terms = segmented_design(week, 600).to_numpy()
    found = average_over_correlations(terms, values, week)
    assert found.correlation == pytest.approx(0.5, abs=0.06)
    sigma = found.correlation ** np.abs(np.subtract.outer(week, week))
    expected = sm.GLS(values, terms, sigma=sigma).fit()
    np.testing.assert_allclose(found.params, expected.params, rtol=0.02)
    np.testing.assert_allclose(found.covariance, expected.cov_params(), rtol=0.02, atol=1e-6)
    assert np.abs(found.innovations[1:] @ found.innovations[:-1]) / 1000 < 0.05
    assert found.variance == pytest.approx(values.var(), rel=0.05)


def test_two_columns_of_counts_would_lose_the_overdispersion(noisy):
    """Why shares with weights are fitted: statsmodels' χ² of two columns leaves out the trials."""
    design = segmented_design(np.arange(70), 40)
    whole, part = noisy["possible"], noisy["possible"] - noisy["absent"]
    two = sm.GLM(np.column_stack([part, whole - part]), design, family=sm.families.Binomial())
    ours = fit_share(part, whole, design)
    assert two.fit(scale="X2").scale * 50_000 == pytest.approx(ours.dispersion, rel=1e-6)
    assert ours.dispersion > 100


def test_the_delta_method_has_the_gradients_of_finite_differences(noisy):
    design = segmented_design(np.arange(70), 40)
    fit = fit_share(noisy["possible"] - noisy["absent"], noisy["possible"], design)
    moment = design.iloc[[40]].assign(slope=0.0)
    rows = [table.to_numpy()[0] for table in (moment, without_interruption(moment))]

    def share(beta, row):
        return 1 / (1 + np.exp(-row @ beta))

    def level(beta):
        return share(beta, rows[0]) - share(beta, rows[1])

    def slope(beta):
        steep = share(beta, rows[0]) * (1 - share(beta, rows[0]))
        return steep * beta[3]

    beta = fit.params.to_numpy()
    for function, found in ((level, level_points(fit, moment)), (slope, slope_points(fit, moment))):
        steps = 1e-6 * np.eye(4)
        gradient = np.array([(function(beta + s) - function(beta - s)) / 2e-6 for s in steps])
        half = fit.quantile * np.sqrt(gradient @ fit.covariance @ gradient)
        expected = 100 * np.array([function(beta), function(beta) - half, function(beta) + half])
        assert found == pytest.approx(expected, rel=1e-5)


def test_a_known_change_is_found_and_the_interval_covers_it():
    rng = np.random.default_rng(5)
    true_level, true_slope = 0.3, 0.01
    before = 1 / (1 + np.exp(-2.9))
    after = 1 / (1 + np.exp(-2.9 - true_level))
    covered, levels = [], []
    for _ in range(120):
        weeks = simulated(rng, n=50, before=25, level=true_level, slope=true_slope)
        effects = interrupted_time_series(weeks, monday(weeks, 25)).effects
        points, ratio = effects.loc["level"], effects.loc["slope"]
        covered.append(
            (
                points["low"] < 100 * (after - before) < points["high"],
                np.log(ratio["ratio_low"]) < true_slope < np.log(ratio["ratio_high"]),
            )
        )
        levels.append(np.log(points["odds_ratio"]))
    assert np.mean(levels) == pytest.approx(true_level, abs=0.03)
    shares = np.mean(covered, axis=0)
    assert ((shares > 0.9) & (shares < 0.99)).all(), shares


def test_the_season_is_no_change():
    """A term of a hundred weeks with nothing but a season: without its terms a change is seen."""
    weeks = simulated(np.random.default_rng(2), n=104, before=62, season=0.5, spread=0.1)
    found = interrupted_time_series(weeks, monday(weeks, 62))
    low, high = found.effects.loc["level", ["low", "high"]]
    assert low < 0 < high
    design = segmented_design(np.arange(104), 62)
    bare = fit_share(weeks["possible"] - weeks["absent"], weeks["possible"], design)
    assert abs(np.log(bare.odds_ratio("level")[0])) > 2 * abs(
        np.log(found.effects.loc["level", "odds_ratio"])
    )


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 60), st.integers(0, 2**32 - 1))
def test_minutes_or_lessons_give_the_same_interval(length, seed):
    weeks = simulated(np.random.default_rng(seed), n=40, before=20)
    longer = weeks.assign(absent=length * weeks["absent"], possible=length * weeks["possible"])
    found, expected = (interrupted_time_series(each, monday(weeks, 20)) for each in (longer, weeks))
    np.testing.assert_allclose(found.to_frame(), expected.to_frame(), rtol=1e-5, atol=1e-8)
    assert found.fit.dispersion == pytest.approx(length * expected.fit.dispersion, rel=1e-5)


def test_the_week_of_the_interruption_is_the_first_one_after(noisy):
    wednesday = noisy["week"].iloc[40] + pd.Timedelta(days=2)
    found = interrupted_time_series(noisy, wednesday.date())
    assert found.interruption == monday(noisy, 40)
    assert (found.before, found.after) == (40, 30)
    drawn = found.weeks["counterfactual"].notna()
    assert drawn.tolist() == [False] * 40 + [True] * 30


def test_the_counterfactual_is_the_line_without_level_and_slope(noisy):
    found = interrupted_time_series(noisy.assign(next_to_holiday=False), monday(noisy, 40))
    first = found.weeks.iloc[40]
    points = found.effects.loc["level", "points"]
    assert 100 * (first["line"] - first["counterfactual"]) == pytest.approx(points)
    assert (found.weeks["low"].dropna() < found.weeks["high"].dropna()).all()


def test_weeks_that_are_left_out_do_not_count_and_are_said(noisy):
    spoiled = noisy.assign(left_out="")
    spoiled.loc[[3, 4], ["absent", "left_out"]] = [50_000, "scholen dicht (corona)"]
    found = interrupted_time_series(spoiled, monday(noisy, 40))
    expected = interrupted_time_series(noisy.drop(index=[3, 4]), monday(noisy, 40))
    pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame())
    assert found.notes[0] == "2 weken tellen niet mee: 2 weken scholen dicht (corona)."


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param(11, "Er zijn 11 weken vóór 8 november 2021 die meetellen", id="before"),
        pytest.param(35, "Er zijn 5 weken vanaf 25 april 2022 die meetellen", id="after"),
        pytest.param(1, "Er is 1 week vóór 30 augustus 2021 die meetellen", id="one"),
    ],
)
def test_too_few_weeks_give_no_model_but_the_weeks(place, text):
    weeks = simulated(np.random.default_rng(1), n=40)
    found = interrupted_time_series(weeks, monday(weeks, place))
    assert found.effects is None
    assert found.fit is None
    assert found.to_frame().empty
    assert found.sentence.replace("meetelt", "meetellen").startswith(text)
    assert "ten minste 12 ervoor en 6 erna" in found.sentence
    assert found.sentence in str(found).replace("\n", " ")
    assert "line" not in found.weeks


def test_just_enough_weeks_give_a_model():
    weeks = simulated(np.random.default_rng(1), n=18)
    assert interrupted_time_series(weeks, monday(weeks, 12)).effects is not None


@pytest.mark.parametrize("attended", [1.0, 0.95], ids=["nobody absent", "no difference"])
def test_weeks_without_any_difference_give_no_model(attended):
    weeks = weeks_of([attended] * 40)
    found = interrupted_time_series(weeks, monday(weeks, 20))
    assert found.effects is None
    assert found.sentence.startswith("Voor deze weken is geen model te maken")


def test_a_short_series_says_that_it_cannot_tell_the_season():
    weeks = simulated(np.random.default_rng(1), n=40)
    found = interrupted_time_series(weeks, monday(weeks, 20))
    assert found.harmonics == 0
    assert found.notes[0].startswith("De reeks is korter dan een jaar, zodat het seizoen niet te")
    assert found.sentence.endswith(
        "; in een reeks van minder dan een jaar kan dat het seizoen zijn."
    )


def test_a_series_of_a_year_says_how_little_it_knows_of_the_season(noisy):
    found = interrupted_time_series(noisy, monday(noisy, 40))
    assert found.notes[0].startswith("De reeks is korter dan twee jaar: het seizoen is geschat uit")
    assert found.notes[-1] == SHOCK
    assert found.sentence.endswith(
        "; zonder vergelijkingsscholen is niet te zeggen waar dat door komt."
    )


@pytest.mark.parametrize(
    ("alike", "least"),
    [pytest.param(0.0, -2, id="independent"), pytest.param(0.6, 15, id="alike")],
)
def test_no_change_is_seldom_seen_as_one(alike, least):
    """In short series; taken as independent, weeks that are alike often show one (Turner 2021)."""
    rng, week = np.random.default_rng(12), np.arange(36)
    terms = segmented_design(week, 20).to_numpy()
    inverse = np.linalg.inv(terms.T @ terms)[2, 2]
    wrong = np.zeros(2)
    for _ in range(500):
        values = lfilter([1], [1, -alike], rng.normal(0, 1, 66))[30:]
        found = average_over_correlations(terms, values, week)
        level, (squares,) = np.linalg.lstsq(terms, values)[:2]
        reach = 2.0369 * np.sqrt([found.covariance[2, 2], squares / 32 * inverse])  # t(0.975; 32)
        wrong += np.abs([found.params[2], level[2]]) > reach
    assert 2.5 < wrong[0] / 5 < 8.5
    assert (wrong[1] - wrong[0]) / 5 > least


def test_the_likeness_of_weeks_is_said():
    weeks = simulated(np.random.default_rng(8), n=60, alike=0.8)
    found = interrupted_time_series(weeks, monday(weeks, 30))
    assert 0.5 < found.correlation < 0.95
    number = f"{found.correlation:.2f}".replace(".", ",")
    assert found.notes[1:] == (
        "De onzekerheidsmarges houden rekening met de samenhang van elke week met de week ervoor "
        f"(correlatie naast het model, geschat op {number}).",
        SHOCK,
    )
    assert 1.6 < found.durbin_watson < 2.4


def test_likeness_beyond_that_of_one_week_with_the_next_is_said():
    """Weeks that swing every other pair: a week tells nothing of the next, but all of the second."""
    weeks = simulated(np.random.default_rng(3), n=60, spread=0.05)
    swing = 0.6 * np.where(np.arange(60) % 4 < 2, 1, -1)
    weeks["absent"] = (weeks["absent"] * np.exp(swing)).astype(int)
    found = interrupted_time_series(weeks, monday(weeks, 30))
    assert found.ljung_box < 0.05
    assert found.notes[-2] == (
        "Weken die tot 4 weken uit elkaar liggen hangen ook daarnaast nog samen: de werkelijke "
        "onzekerheid kan groter zijn dan de marges zeggen."
    )


def test_the_sentence_says_which_way_and_never_names_a_cause():
    rng = np.random.default_rng(4)
    weeks = simulated(rng, n=60, level=0.8, slope=0.03, spread=0.05)
    text = interrupted_time_series(weeks, monday(weeks, 30)).sentence
    assert "procentpunt hoger dan de lijn van de weken ervoor (onzekerheidsmarge +" in text
    assert "daarna veranderde de helling met +" in text
    worse = simulated(rng, n=60, level=-0.8, spread=0.05)
    text_worse = interrupted_time_series(worse, monday(worse, 30)).sentence
    assert "procentpunt lager dan de lijn van de weken ervoor (onzekerheidsmarge −" in text_worse
    assert "een andere helling daarna is niet aangetoond" in text_worse
    same = simulated(np.random.default_rng(0), n=60)
    text_same = interrupted_time_series(same, monday(same, 30)).sentence
    assert "is geen verandering van het niveau aangetoond" in text_same
    assert "effect" not in (text + text_worse + text_same).lower()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda weeks: weeks.drop(columns="absent"), "no column absent"),
        (lambda weeks: pd.concat([weeks, weeks[:1]]), "one row per week"),
        (lambda weeks: weeks.assign(week=weeks["week"] + pd.Timedelta(days=1)), "by its Monday"),
        (lambda weeks: weeks.assign(absent=60_000), "between 0 and possible"),
    ],
)
def test_misuse_is_refused(noisy, spoil, message):
    with pytest.raises(ValueError, match=message):
        interrupted_time_series(spoil(noisy), date(2022, 6, 6))


def test_a_series_shows_itself(noisy):
    found = interrupted_time_series(noisy, monday(noisy, 40))
    assert "helling per week" in str(found)
    assert "<td>niveau</td>" in found._repr_html_()
    assert found.to_frame().index.tolist() == ["level", "slope"]


@pytest.fixture
def texts():
    yield lambda ax: [text.get_text() for text in ax.figure.findobj(mpl.text.Text)]
    plt.close("all")


def test_the_figure_draws_the_weeks_the_model_and_the_phases(noisy, texts):
    phases = [Phase(monday(noisy, 40), "team van start"), Phase(monday(noisy, 44), "gesprekken", 2)]
    ax = interrupted_time_series(noisy, monday(noisy, 40), phases).plot()
    found = texts(ax)
    assert {"team van start", "gesprekken (Tier 2)", "model", "lijn van de\nweken ervoor"} <= {
        *found
    }
    assert sum(len(points.get_offsets()) for points in ax.collections[:3]) == 70
    dashed = [line for line in ax.lines if line.is_dashed()]
    assert [len(line.get_xdata()) for line in dashed] == [30]
    # Names that would touch stand above each other.
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["gesprekken (Tier 2)"] > heights["team van start"]


def test_a_figure_without_a_model_has_no_line(noisy, texts):
    ax = interrupted_time_series(noisy, monday(noisy, 5)).plot()
    assert "Aanwezigheid per week: te weinig weken voor een model" in [
        " ".join(text.split()) for text in texts(ax)
    ]
    assert [len(line.get_xdata()) for line in ax.lines] == [2]  # only the phase line
    assert "begin van de weken erna" in texts(ax)
