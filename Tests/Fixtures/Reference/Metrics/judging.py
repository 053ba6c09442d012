# SPDX-License-Identifier: Apache-2.0
"""Agreement, Wilson intervals and penalized logistic models -> judging.json

Krippendorff's alpha by krippendorff, Cohen's kappa and the logistic models by scikit-learn,
Wilson's interval by SciPy, White's grouped errors by the formula in NumPy.
"""
import json
from pathlib import Path

import krippendorff
import numpy as np
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

random = np.random.default_rng(5)


def ratings(units, raters, missing, noise):
    """Ratings 1 to 5 of a true value with an error, some missing, [unit][rater]."""
    true = random.integers(1, 6, units)
    found = np.clip(true[:, None] + random.integers(-noise, noise + 1, (units, raters)), 1, 5)
    return [[None if random.random() < missing else int(v) for v in row] for row in found]


def alpha_case(table):
    data = np.array([[np.nan if v is None else v for v in row] for row in table], float).T
    return {"ratings": table, "alpha": [
        krippendorff.alpha(reliability_data=data, level_of_measurement=level)
        for level in ("nominal", "ordinal", "interval")]}


# The first is the worked example of Krippendorff 2011, section C: 4 observers, 12 units.
worked = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1],
    [None, None, 3, None]]
alphas = [alpha_case(t) for t in [
    worked, ratings(30, 2, 0, 1), ratings(40, 3, 0.3, 2), ratings(25, 5, 0.5, 4)]]

kappas = []
for noise, top in [(1, 5), (2, 5), (4, 5), (1, 4)]:
    pairs = [r for r in ratings(50, 2, 0, noise) if max(r) <= top]
    first, second = zip(*pairs)
    kappas.append({"pairs": pairs, "kappa": [
        cohen_kappa_score(first, second, labels=[1, 2, 3, 4, 5], weights=w)
        for w in (None, "linear", "quadratic")]})

wilson = []
for yes, n in [(0, 1), (0, 20), (3, 10), (27, 30), (30, 30), (500, 1000)]:
    found = binomtest(yes, n).proportion_ci(0.95, method="wilson")
    wilson.append({"yes": yes, "n": n, "lower": found.low, "upper": found.high})


def logistic_case(items, own, length, place):
    """Pairs in both orders; probabilities of the first winning count as shares of a win."""
    rows = []
    for item in range(items):
        ratio = float(random.normal(0.2, 0.6))
        for side in (1.0, -1.0):
            p = 1 / (1 + np.exp(-(own + length * ratio + place * side)))
            rows.append([ratio, side, float(np.round(random.beta(4 * p + 0.2, 4 * (1 - p) + 0.2), 3)), item])
    x = np.array([[1, r[0], r[1]] for r in rows])
    won = np.array([r[2] for r in rows])
    model = LogisticRegression(
        C=2.5**2, fit_intercept=False, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(np.vstack([x, x]), np.repeat([1, 0], len(x)), np.concatenate([won, 1 - won]))
    b = model.coef_[0]
    p = 1 / (1 + np.exp(-x @ b))
    hessian = x.T @ (x * (p * (1 - p))[:, None]) + np.eye(3) / 2.5**2
    scores = np.array([
        sum((won[i] - p[i]) * x[i] for i in range(len(rows)) if rows[i][3] == item)
        - b / 2.5**2 / items for item in range(items)])
    meat = scores.T @ scores * items / (items - 1)
    inverse = np.linalg.inv(hessian)
    return {"rows": rows, "coefficients": b.tolist(),
            "errors": np.sqrt(np.diag(inverse @ meat @ inverse)).tolist()}


logistic = [logistic_case(*a) for a in [(40, 0.5, 1.0, 0.0), (25, 0.0, 2.0, -0.7), (60, -1.0, 0.0, 1.5)]]
Path(__file__).with_name("judging.json").write_text(json.dumps(
    {"alphas": alphas, "kappas": kappas, "wilson": wilson, "logistic": logistic}))
