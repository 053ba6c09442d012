# SPDX-License-Identifier: Apache-2.0
"""Distributions, paired tests, power, quantiles by SciPy and NumPy -> statistics_reference.json"""
import json
import random

import numpy
from scipy import optimize, stats

draw = random.Random(7)
shares = [1e-12, 1e-6, 0.001, 0.0242, 0.025, 0.1, 0.3, 0.5, 0.7, 0.8, 0.975, 0.9976, 0.999999]
freedoms = [1, 2, 3.5, 4, 9, 29, 199, 1501, 100000]
values = [-40, -6, -1.5, -0.01, 0, 0.3, 1, 2.2, 8, 60]


def smallest(n):
    """Shift of the paired t statistic's mean, in standard errors, that has a power of 0.8."""
    critical = stats.t.ppf(0.975, n - 1)

    def power(shift):
        # The far side is next to nothing, and not a number where SciPy gives up on it.
        far = numpy.nan_to_num(stats.nct.cdf(-critical, n - 1, shift))
        return stats.nct.sf(critical, n - 1, shift) + far

    return optimize.brentq(lambda shift: power(shift) - 0.8, 0.1, 50, xtol=1e-13, rtol=1e-13)


paired = []
for n in (2, 5, 40, 300):
    differences = [draw.gauss(0.3, 1) for _ in range(n)]
    test = stats.ttest_1samp(differences, 0)
    interval = test.confidence_interval(0.95)
    paired.append({
        "differences": differences, "mean": float(numpy.mean(differences)),
        "p": float(test.pvalue), "lower": float(interval.low), "upper": float(interval.high),
        "median": float(numpy.median(differences))})
sample = [draw.expovariate(1) for _ in range(38)]
found = {
    "normal": [[p, float(stats.norm.ppf(p))] for p in shares],
    "normalCumulative": [[z, float(stats.norm.cdf(z))] for z in values],
    "t": [[v, p, float(stats.t.ppf(p, v))] for v in freedoms for p in shares],
    "tCumulative": [[v, t, float(stats.t.cdf(t, v))] for v in freedoms for t in values],
    "smallest": [[n, smallest(n)] for n in (2, 3, 5, 12, 40, 150, 1502)],
    "paired": paired,
    "sample": sample,
    "quantiles": [[q, float(numpy.quantile(sample, q))] for q in (0, 0.025, 0.25, 0.5, 0.75, 1)],
    "variance": float(numpy.var(sample, ddof=1)),
}
with open("statistics_reference.json", "w") as file:
    json.dump(found, file, indent=0)
