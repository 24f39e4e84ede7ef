r"""
What the oracle says of a wrong optimiser
=========================================

Three implementations of SAM are handed to the oracle. For every case it measures the largest error of a
step in units of the *rounding of that very step*, from the user's own previous iterate. Right ones stay
below 8, whatever order they sum in; a mistake is many orders of magnitude away, and named.
"""

import matplotlib.pyplot as plt
import numpy as np

from verification import check


def sam(case, sign=1.0, factor=1.0):
    x, iterates = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = np.linalg.norm(g)
        ascent = sign * factor * case.parameters["rho"] * g / size if size > 0 else np.zeros_like(g)
        x = x - case.parameters["step_size"] * case.oracles.gradient(x + ascent)
        iterates.append(x)
    return iterates


attempts = {
    "right": sam,
    r"radius 1 + 10$^{-12}$ times": lambda case: sam(case, factor=1 + 1e-12),
    "ascent downhill": lambda case: sam(case, sign=-1.0),
}
reports = {name: check(attempt, "sam") for name, attempt in attempts.items()}
for report in reports.values():
    print(report.sentences()[0], *report.sentences()[-1:], sep="\n   ")

# %%

figure, axes = plt.subplots()
for marker, (name, report) in zip("osD", reports.items(), strict=True):
    ratios = [max(c.ratio, 0.05) for c in report.cases]
    axes.semilogy(range(1, len(ratios) + 1), ratios, marker, label=f"{name}: {report.verdict}")
axes.axhspan(8, 16, color="0.85", label="undecided")
axes.set(xlabel="case", ylabel="largest error, in roundings of the step")
axes.legend(loc="center right")
