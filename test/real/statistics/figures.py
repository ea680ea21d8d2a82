"""Reads data sets as JSON and prints what SciPy, scikit-learn, statsmodels, krippendorff, choix and ppi_py make of them: for each a table of
names and numbers, null where the library gives none."""

import gc
import json
import math
import sys
import warnings

import choix
import krippendorff
import numpy as np
import ppi_py
from scipy import stats
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import cohen_kappa_score
from statsmodels.regression.linear_model import OLS, WLS
from statsmodels.stats.multitest import multipletests

from betting import confidence_sequence
from xoshiro import Xoshiro128, indices

warnings.simplefilter("ignore")


def resampled(tasks, statistic, seed, draws):
    """The statistic of all tasks, and the quantiles of it over the draws."""
    value = statistic(tasks)
    drawn = [statistic([tasks[i] for i in draw]) for draw in indices(len(tasks), draws, seed)]
    known = [v for v in drawn if not math.isnan(v)]
    if math.isnan(value) or len(known) < 0.95 * draws:
        return [value, math.nan, math.nan]
    return [value, *np.quantile(known, [0.025, 0.975])]


def means(data):
    yield "mean", resampled([np.mean(t) for t in data["scores"]], np.mean, data["seed"], data["draws"])
    seconds = np.array(data["seconds"])
    test = stats.quantile_test(seconds, q=0, p=0.5)
    yield "median", [np.median(seconds), *test.confidence_interval(0.95)]


def tests(data):
    differences = np.array(data["differences"])
    won, lost = int((differences > 0).sum()), int((differences < 0).sum())
    yield "sign", [stats.binomtest(won, won + lost).pvalue if won + lost else math.nan]
    shares = stats.binomtest(won, len(differences)).proportion_ci(0.95, method="wilson")
    yield "won", [won / len(differences), shares.low, shares.high]
    for name in ["differences", "fractions"]:
        values = np.array(data[name])
        flips = stats.permutation_test(
            (values,), lambda x, axis: np.sum(x, axis=axis), permutation_type="samples", n_resamples=np.inf, vectorized=True
        )
        yield f"flip {name}", [flips.pvalue if np.any(values) else math.nan]
    yield "holm", list(multipletests(data["ps"], method="holm")[1])


def agreement(data):
    def of(statistic):
        def flat(tasks):
            return statistic(*np.array([pair for task in tasks for pair in task]).T)

        return resampled(data["pairs"], flat, data["seed"], data["fewDraws"])

    def kappa(weights):
        return lambda x, y: cohen_kappa_score(x, y, labels=range(8), weights=weights)

    yield "exact", of(lambda x, y: np.mean(x == y))
    yield "withinOne", of(lambda x, y: np.mean(abs(x - y) <= 1))
    yield "spearman", of(lambda x, y: stats.spearmanr(x, y).statistic)
    yield "pearson", of(lambda x, y: stats.pearsonr(x, y).statistic)
    yield "linearKappa", of(kappa("linear"))
    yield "quadraticKappa", of(kappa("quadratic"))

    def alpha(level):
        def of_tasks(tasks):
            units = [[np.nan if v is None else v for v in unit] for task in tasks for unit in task]
            try:
                return krippendorff.alpha(reliability_data=np.array(units).T, level_of_measurement=level)
            except ValueError:
                return math.nan

        pairable = [t for t in data["ratings"] if any(sum(v is not None for v in u) > 1 for u in t)]
        return resampled(pairable, of_tasks, data["seed"], data["fewDraws"])

    for level in ["nominal", "ordinal", "interval"]:
        yield f"alpha {level}", alpha(level)


def strengths_of(models, tasks):
    """NaN for all where choix has none: unless each model has won off each other, by way of others at least."""
    wins = []
    for a, b, score in (comparison for task in tasks for comparison in task):
        # Everything twice, so that a tie is one win for each.
        wins += [(models.index(a), models.index(b))] * int(2 * score)
        wins += [(models.index(b), models.index(a))] * int(2 - 2 * score)
    graph = np.zeros((len(models), len(models)))
    graph[tuple(np.array(wins).T)] = 1
    if connected_components(graph, connection="strong")[0] > 1:
        return np.full(len(models), math.nan)
    strengths = choix.ilsr_pairwise(len(models), wins, alpha=0, max_iter=10_000, tol=1e-10)
    return strengths - strengths.mean()


def ranking(data):
    models = data["models"]
    yield "strengths", list(strengths_of(models, data["comparisons"]))

    def first(tasks):
        return strengths_of(models, tasks)[0]

    yield "strength of the first", resampled(data["comparisons"], first, data["seed"], data["fewDraws"])


def predictions(data):
    y, f, other = (np.array(data[name]) for name in ["labels", "predictions", "unlabelled"])
    for name, lam in [("ppi", 1), ("tuned", None)]:
        value = ppi_py.ppi_mean_pointestimate(y, f, other, lam=lam)
        low, high = ppi_py.ppi_mean_ci(y, f, other, alpha=0.05, lam=lam)
        yield name, [np.squeeze(value), np.squeeze(low), np.squeeze(high)]


def weighted(data):
    y, chances = np.array(data["drawn"]), np.array(data["chances"])
    fit = WLS(y, np.ones_like(y), weights=1 / chances).fit(cov_type="HC1", use_t=False)
    yield "weighted", [fit.params[0], *fit.conf_int(0.05)[0]]
    # LURE as in Farquhar et al. 2021, theorem 3.
    y, q, tasks = np.array(data["active"]), np.array(data["activeChances"]), data["activeTasks"]
    count = len(y)
    m = np.arange(1, count + 1)
    yield "active", [np.mean((1 + (tasks - count) / (tasks - m) * (1 / ((tasks - m + 1) * q) - 1)) * y)]


def sequence(data):
    path = confidence_sequence(data["stream"], -7, 7)
    yield "low", [math.nan if low is None else low for low, _ in path]
    yield "high", [math.nan if high is None else high for _, high in path]


def numbers(data):
    random = Xoshiro128(data["seed"])
    yield "random", [random.next() for _ in range(50)]
    yield "quantiles", list(stats.norm.ppf(data["ps"]))
    # Any number may be one of degrees of freedom.
    yield "quantiles of Student", list(stats.t.ppf(data["ps"], data["seconds"][: len(data["ps"])]))
    yield "chances of Student", list(2 * stats.t.sf([1 / p for p in data["ps"]], data["seconds"][: len(data["ps"])]))


def effects(data):
    y = np.array(data["differences"], dtype=float)
    signs = np.array([[1, -1, 0, 1, 1][i % 5] for i in range(len(y))], dtype=float)
    fit = None
    if len(y) >= 3:
        fit = OLS(y, np.column_stack([np.ones(len(y)), signs])).fit(cov_type="HC3", use_t=True)
    for i, name in enumerate(["effect constant", "effect side"]):
        yield name, [math.nan] * 3 if fit is None else [fit.params[i], *fit.conf_int(0.05)[i]]


def main():
    sets = json.load(open(sys.argv[1]))
    # statsmodels collects garbage for each correction: not what was imported.
    gc.freeze()
    parts = [means, tests, agreement, ranking, predictions, weighted, sequence, numbers, effects]
    tables = []
    for data in sets:
        table = {name: values for part in parts for name, values in part(data)}
        tables.append({k: [None if math.isnan(v) else float(v) for v in values] for k, values in table.items()})
    print(json.dumps(tables))


main()
