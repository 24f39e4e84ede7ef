r"""
Measuring a rate: why not a line through the points
===================================================

For a quadratic whose spectrum has the density :math:`s\lambda^{s-1}` on :math:`[0, 1]` gradient descent has
:math:`f(x_k) - f^* \sim k^{-(s+1)}`, exactly. A least-squares line through the points of one run misses
that by many of its own standard errors. Means over octaves of :math:`k`, extrapolated, with the *instance*
as unit of sampling, do not.
"""

from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import linregress

from refimpl import run
from refimpl.core.observables import Value
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from verification.evidence import power_rate

# %%
# A problem is any ``NamedTuple`` of its data with its oracles as methods. This one keeps its spectrum only.


# start: problem
class Spectrum(NamedTuple):
    """f(x) = sum of a_i x_i^2 / (2 d)."""

    a: Any

    def dimension(self):
        return self.a.shape[0]

    def value(self, x):
        return np.sum(self.a * x * x) / (2 * self.a.shape[0])

    def gradient(self, x):
        return self.a * x


# end: problem

# start: instances
s, d, steps, instances = 1.0, 4000, 128, 8
errors = []
for seed in range(instances):
    u = (np.arange(d) + np.random.default_rng(seed).uniform(size=d)) / d
    trajectory = run(GradientDescent(1.0), Spectrum(u ** (1 / s)), np.ones(d), steps, record=[Value()])
    errors.append(trajectory.observed["Value"][1:])
errors = np.array(errors)
# end: instances

# %%
# The claim is an equivalence: the interval must lie within the margin, so that a wide one proves nothing.

# start: verdict
found = power_rate(errors, s + 1)
print(found.verdict.value, "-", found.measured)
# end: verdict

k = np.arange(1, steps + 1)
line = linregress(np.log(k), np.log(errors[0]))
print(f"line through the points of one run: {-line.slope:.3f} +- {line.stderr:.3f},"
      f" {abs(-line.slope - s - 1) / line.stderr:.0f} standard errors off")  # fmt: skip

# %%

# start: plot
figure, axes = plt.subplots()
for i, run_errors in enumerate(errors):
    axes.loglog(k, run_errors, color="C0", linewidth=0.8, label=None if i else f"{instances} instances")
anchor = errors[:, -1].mean()
axes.loglog(k, anchor * (k / steps) ** -(s + 1), "k--", label=rf"$k^{{-{s + 1:g}}}$")
axes.loglog(
    k, np.exp(line.intercept) * k**line.slope, color="0.6", label=f"least squares, $k^{{{line.slope:.2f}}}$"
)
axes.set(xlabel="$k$", ylabel="$f(x_k) - f^*$")
axes.legend()
# end: plot
