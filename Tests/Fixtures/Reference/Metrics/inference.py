# SPDX-License-Identifier: Apache-2.0
"""Tests, intervals, adjustments and power by SciPy and statsmodels -> inference.json

What neither has (CR2 in a mean, crossed means, Tango's interval, exact signed ranks with ties,
Cliff's interval) is worked out here from its definition, by matrices, roots or enumeration.
"""
import itertools
import json
import random
import warnings

import numpy
import pandas
from scipy import optimize, stats
from statsmodels.api import OLS
from statsmodels.formula.api import ols
from statsmodels.stats import anova, contingency_tables, multitest, power, proportion, weightstats

warnings.simplefilter("ignore")
draw = random.Random(11)


def gauss(n, mean=0.3):
    return [draw.gauss(mean, 1) for _ in range(n)]


def clustered(values, clusters):
    """Mean with the CR2 standard error and Bell and McCaffrey's degrees of freedom, by matrices."""
    y = numpy.array(values)
    n = len(y)
    names = sorted(set(clusters))
    groups = [[i for i, c in enumerate(clusters) if c == name] for name in names]
    x = numpy.ones((n, 1))
    hat = x @ x.T / n
    rest = y - y.mean()
    variance = 0.0
    rows = []
    for group in groups:
        block = numpy.eye(len(group)) - hat[numpy.ix_(group, group)]
        values_, vectors = numpy.linalg.eigh(block)
        root = vectors @ numpy.diag(values_ ** -0.5) @ vectors.T
        weight = numpy.ones(len(group)) @ root / n
        variance += (weight @ rest[group]) ** 2
        rows.append(weight @ (numpy.eye(n) - hat)[group])
    gram = numpy.array(rows) @ numpy.array(rows).T
    freedom = numpy.trace(gram) ** 2 / numpy.sum(gram * gram)
    # The same without the reduction of bias is what statsmodels has.
    plain = sum(rest[group].sum() ** 2 for group in groups) / n ** 2
    theirs = OLS(y, x).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}).bse[0]
    assert abs(plain ** 0.5 - theirs) < 1e-12
    return float(y.mean()), float(variance ** 0.5), float(freedom)


def crossed(values, rows, columns):
    """Variance of the mean by rows plus columns less the rest of an additive least-squares fit; for
    the degrees of freedom rows and columns are taken 4 / d larger."""
    frame = pandas.DataFrame({"y": values, "r": rows, "c": columns})
    fit = ols("y ~ C(r) + C(c)", frame).fit()
    rest = fit.mse_resid / len(values)
    _, row_error, row_freedom = clustered(values, rows)
    center, column_error, column_freedom = clustered(values, columns)
    parts = row_error ** 2, column_error ** 2
    variance = max(sum(parts) - rest, 0.7 * rest)
    larger = parts[0] * (1 + 4 / row_freedom), parts[1] * (1 + 4 / column_freedom)
    spread = (larger[0] ** 2 / row_freedom + larger[1] ** 2 / column_freedom
              + rest ** 2 / fit.df_resid)
    weighed = max(sum(larger) - rest, 0.7 * rest)
    freedom = max(weighed ** 2 / spread, min(row_freedom, column_freedom))
    return center, variance ** 0.5, freedom


def signed_rank_by_enumeration(values):
    used = [v for v in values if v != 0]
    ranks = stats.rankdata([abs(v) for v in used])
    seen = sum(r for r, v in zip(ranks, used) if v > 0)
    center = sum(ranks) / 2
    sums = [sum(r for r, s in zip(ranks, signs) if s)
            for signs in itertools.product((0, 1), repeat=len(used))]
    return seen, sum(abs(s - center) >= abs(seen - center) - 1e-9 for s in sums) / len(sums)


def sign_flips(values):
    seen = abs(sum(values))
    sums = [abs(sum(v if s else -v for v, s in zip(values, signs)))
            for signs in itertools.product((0, 1), repeat=len(values))]
    return sum(s >= seen - 1e-12 for s in sums) / len(sums)


def tango(b, c, n, z):
    """Differences at which the score statistic with its restricted estimate is z and -z."""
    def score(difference):
        linear = -b - c + (2 * n - b + c) * difference
        constant = -c * difference * (1 - difference)
        q = (max(linear ** 2 - 8 * n * constant, 0) ** 0.5 - linear) / (4 * n)
        return (b - c - n * difference) / (n * (2 * q + difference * (1 - difference))) ** 0.5
    edge = 1 - 1e-13
    limits = []
    for side in (z, -z):
        if score(-edge) < side:
            limits.append(-1.0)
        elif score(edge) > side:
            limits.append(1.0)
        else:
            limits.append(optimize.brentq(lambda d: score(d) - side, -edge, edge, xtol=1e-15))
    return limits


def cliff(first, second, level=0.95):
    d = numpy.sign(numpy.subtract.outer(first, second))
    n, m = d.shape
    delta = d.mean()
    rows = ((d.mean(axis=1) - delta) ** 2).sum()
    columns = ((d.mean(axis=0) - delta) ** 2).sum()
    variance = (m ** 2 * rows + n ** 2 * columns - ((d - delta) ** 2).sum()) / (
        n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - delta ** 2) / (n * m - 1))
    z = stats.norm.ppf((1 + level) / 2)
    reach = z * (variance * ((1 - delta ** 2) ** 2 + z ** 2 * variance)) ** 0.5
    below = 1 - delta ** 2 + z ** 2 * variance
    limits = [(delta - delta ** 3 + side * reach) / below for side in (-1, 1)]
    contributions = None
    if n == m:
        contributions = (d.mean(axis=1) + d.mean(axis=0) - delta).tolist()
    return float(delta), max(-1, limits[0]), min(1, limits[1]), contributions


def components(scores, seeds, prompts, draws, judges):
    """Sums of squares by statsmodels, then the equations of the expected mean squares."""
    places = list(itertools.product(range(seeds), range(prompts), range(draws), range(judges)))
    frame = pandas.DataFrame(places, columns=["s", "p", "d", "j"])
    frame["y"] = scores
    terms = ["C(s)", "C(p)", "C(s):C(p)", "C(s):C(p):C(d)", "C(j)"]
    table = anova.anova_lm(ols("y ~ " + " + ".join(terms), frame).fit(), typ=1)
    square = {name: float(table.loc[name, "sum_sq"]) for name in table.index}
    freedom = {"C(s)": seeds - 1, "C(p)": prompts - 1, "C(s):C(p)": (seeds - 1) * (prompts - 1),
               "C(s):C(p):C(d)": seeds * prompts * (draws - 1), "C(j)": judges - 1,
               "Residual": (seeds * prompts * draws - 1) * (judges - 1)}
    mean = {name: square[name] / freedom[name] for name in freedom}
    rest = mean["Residual"]
    nested = mean["C(s):C(p):C(d)"]
    pair = mean["C(s):C(p)"]
    return {
        "prompts": (mean["C(p)"] - pair) / (seeds * draws * judges),
        "training seeds": (mean["C(s)"] - pair) / (prompts * draws * judges),
        "seeds by prompts": (pair - nested) / (draws * judges),
        "decoding draws": (nested - rest) / judges,
        "judges": (mean["C(j)"] - rest) / (seeds * prompts * draws),
        "rest": rest}


means = []
for sizes in ([1] * 12, [10] * 8, [1, 2, 3, 9, 4, 4, 1]):
    clusters = [g for g, size in enumerate(sizes) for _ in range(size)]
    shifts = gauss(len(sizes))
    values = [shifts[g] + draw.expovariate(1) for g in clusters]
    means.append(dict(zip(
        ("values", "clusters", "mean", "error", "freedom"),
        (values, clusters, *clustered(values, clusters)))))

tables = []
for rows, columns, missing in ((3, 12, 0), (6, 8, 0), (6, 8, 11)):
    places = list(itertools.product(range(rows), range(columns)))
    for _ in range(missing):
        places.pop(draw.randrange(len(places)))
    by_row, by_column = gauss(rows), gauss(columns)
    values = [by_row[r] + by_column[c] + draw.gauss(0, 1) for r, c in places]
    found = crossed(values, [r for r, _ in places], [c for _, c in places])
    tables.append({"rows": [r for r, _ in places], "columns": [c for _, c in places],
                   "values": values, "mean": found[0], "error": found[1], "freedom": found[2]})

pairs = gauss(30)
equivalence = []
for margin in (0.4, 0.8):
    p, _, _ = weightstats.ttost_paired(numpy.array(pairs), numpy.zeros(30), -margin, margin)
    equivalence.append({"values": pairs, "margin": margin, "p": float(p)})

mcnemar = []
for a, b, c, d in ((10, 5, 1, 4), (0, 0, 0, 5), (7, 3, 3, 7), (400, 60, 31, 1009), (0, 9, 0, 0)):
    exact = contingency_tables.mcnemar([[a, b], [c, d]], exact=True).pvalue if b + c else 1.0
    mid = float(exact - stats.binom.pmf(min(b, c), b + c, 0.5)) if b != c else 1.0
    lower, upper = tango(b, c, a + b + c + d, stats.norm.ppf(0.975))
    mcnemar.append({"counts": [a, b, c, d], "exact": float(exact), "mid": mid,
                    "lower": lower, "upper": upper})

wilcoxon = []
for values in (gauss(9), [round(v, 1) for v in gauss(12)], [0, 0, 1, 1, -1, 2, 3, 3, -3, 4]):
    seen, p = signed_rank_by_enumeration(values)
    wilcoxon.append({"values": values, "positive": float(seen), "p": p})
for values in (gauss(40), [round(v, 1) for v in gauss(120)]):
    exact = len(values) <= 50
    theirs = stats.wilcoxon(
        values, method="exact" if exact else "asymptotic", correction=False, zero_method="wilcox")
    ranks = stats.rankdata([abs(v) for v in values if v])
    positive = sum(r for r, v in zip(ranks, [v for v in values if v]) if v > 0)
    wilcoxon.append({"values": values, "positive": float(positive), "p": float(theirs.pvalue)})

cliffs = []
for first, second in ((gauss(15), gauss(15, 0)), ([1, 2, 2, 3, 3, 5], [2, 2, 1, 1, 4, 1]),
                      (gauss(20), gauss(7, -1))):
    delta, lower, upper, contributions = cliff(first, second)
    cliffs.append({"first": first, "second": second, "delta": delta, "lower": lower,
                   "upper": upper, "contributions": contributions})

p_values = [0.003, 0.04, 0.0004, 0.2, 0.9, 0.04, 0.012, 1.0]
adjusted = {ours: multitest.multipletests(p_values, method=theirs)[1].tolist()
            for ours, theirs in (("holm", "holm"), ("benjamini-hochberg", "fdr_bh"),
                                 ("bonferroni", "bonferroni"))}

rates = [{"successes": k, "n": n,
          "limits": [float(v) for v in proportion.proportion_confint(k, n, method="wilson")]}
         for k, n in ((0, 20), (1, 50), (17, 40), (40, 40))]

groups = [gauss(12), gauss(20, 1), [round(v, 1) for v in gauss(9)]]
coarse = [[1, 2, 2, 3, 5, 5], [2, 2, 2, 4, 5], [1, 1, 3]]
published = []
for sets in (groups, coarse):
    kruskal, levene = stats.kruskal(*sets), stats.levene(*sets, center="median")
    whitney = stats.mannwhitneyu(sets[0], sets[1], method="asymptotic")
    published.append({
        "groups": sets, "kruskal": [float(v) for v in kruskal],
        "whitney": [float(v) for v in whitney], "levene": [float(v) for v in levene]})

sizes = (2, 4, 3, 3)
table = numpy.array(gauss(sizes[0]))[:, None, None, None] * 0.5 + numpy.array(
    gauss(sizes[1]))[None, :, None, None] + numpy.array(gauss(sizes[3]))[None, None, None, :] * 0.7
scores = (table + numpy.array(gauss(72)).reshape(sizes)).ravel().tolist()

needed = []
for effect in (0.2, 0.5, 1.3):
    exact = power.TTestPower().solve_power(effect, None, 0.05, 0.8)
    needed.append([effect, int(numpy.ceil(exact))])
connor = []
z, zb = stats.norm.ppf(0.975), stats.norm.ppf(0.8)
for difference, discordant in ((0.05, 0.2), (0.1, 0.15), (0.02, 0.3)):
    exact = (z * discordant ** 0.5 + zb * (discordant - difference ** 2) ** 0.5) ** 2
    connor.append([difference, discordant, int(numpy.ceil(exact / difference ** 2))])

found = {
    "means": means, "crossed": tables, "equivalence": equivalence, "mcnemar": mcnemar,
    "wilcoxon": wilcoxon, "cliff": cliffs, "probabilities": p_values, "adjusted": adjusted,
    "rates": rates, "published": published,
    "components": {"sizes": sizes, "scores": scores, "variances": components(scores, *sizes)},
    "flips": [{"values": v, "p": sign_flips(v)} for v in (gauss(8), gauss(12, 0.6))],
    "needed": needed, "neededPairs": connor,
    "chiSquared": [[x, v, float(stats.chi2.sf(x, v))]
                   for x in (0.01, 1, 7, 60, 545) for v in (1, 3, 11)],
    "f": [[x, v, w, float(stats.f.sf(x, v, w))] for x in (0.2, 1, 4.4, 90) for v, w in ((2, 9), (5, 300))],
}
with open("inference.json", "w") as file:
    json.dump(found, file, indent=0)
