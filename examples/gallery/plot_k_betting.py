r"""
Watching a test until it rejects: bets against Student
======================================================

An expectation is bounded, :math:`E X \le 1`, and runs come in one after the other. A test that is looked at
after every run raises false alarms far above its level. The e-value that this library uses does not: the
wealth of a gambler who bets against the claim exceeds :math:`1/\alpha` *at any time* with probability at
most :math:`\alpha`, whatever the law.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import t as student

from verification.evidence.expectation import log_e_values

alpha, runs, experiments = 1e-2, 300, 400
laws = {
    "exponential": lambda rng: rng.exponential(size=runs),
    "left-skewed": lambda rng: (rng.random(runs) >= 0.02) / 0.98,
}

# %%
# All means are exactly 1, so every alarm is false.

n = np.arange(10, runs + 1)
alarms = {}
for law, draw in laws.items():
    rng = np.random.default_rng(0)
    bets, tests = np.zeros(len(n)), np.zeros(len(n))
    for _ in range(experiments):
        X = draw(rng)
        bets += np.maximum.accumulate(log_e_values(X))[n - 1] >= np.log(1 / alpha)
        mean = np.cumsum(X)[n - 1] / n
        variance = (np.cumsum(X**2)[n - 1] - n * mean**2) / (n - 1)
        statistic = (mean - 1) / np.sqrt(np.maximum(variance, 1e-12) / n)  # without spread it is huge
        tests += np.maximum.accumulate(statistic > student.isf(alpha, n - 1))
    alarms[law] = bets / experiments, tests / experiments
    print(
        f"{law:12s} false alarms by run {runs}: bet {alarms[law][0][-1]:.4f}, t-test {alarms[law][1][-1]:.4f}"
    )

# %%

figure, axes = plt.subplots()
for colour, (law, (bet, test)) in zip(("C0", "C1"), alarms.items(), strict=True):
    axes.semilogx(n, test, colour, linestyle=":", label=f"t-test, {law}")
    axes.semilogx(n, bet, colour, label=f"bet, {law}")
axes.axhline(alpha, color="k", linestyle="--", label=r"$\alpha$")
axes.set(xlabel="runs seen so far", ylabel="share of false alarms")
axes.set_yscale("symlog", linthresh=1e-2)
axes.set_ylim(-5e-4, 1.5)
axes.legend(loc="center left")
