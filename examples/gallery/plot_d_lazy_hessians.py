r"""
Lazy Hessians: how often to renew?
==================================

A new Hessian every :math:`m` steps saves factorisations and costs steps: the regularisation of the theory,
:math:`M = 3 m L_2`, grows with :math:`m`. With :math:`d^3` operations for a factorisation and :math:`d^2`
for a step without one a Hessian costs as much as :math:`d` steps, and beyond :math:`m = d` there is little
left to gain. Counted, not timed: the driver counts the calls of the oracles.
"""

import matplotlib.pyplot as plt
import numpy as np

from refimpl import run
from refimpl.core.observables import GradientNorm
from refimpl.problems import random_logistic
from refimpl.second_order.lazy_newton import LazyNewton

d, target, limit = 16, 1e-6, 600
problem = random_logistic(n=40, d=d, mu=0.05, seed=0)
start = np.full(d, 0.5)
periods = [1, 2, 4, 8, 16, 32, 64]

cost = {"Hessians": [], "steps without": []}
for m in periods:
    algorithm = LazyNewton(3 * m * problem.hessian_lipschitz(), m)
    norms = run(algorithm, problem, start, limit, record=[GradientNorm()]).observed["GradientNorm"]
    steps = int(np.argmax(norms < target))
    calls = run(algorithm, problem, start, steps, count=True).calls
    cost["Hessians"].append(10 * calls["hessian"] * d**3)  # ten d^3 for an eigendecomposition
    cost["steps without"].append(4 * calls["gradient"] * d**2)
    print(f"m = {m:2d}: {steps:3d} steps, {calls['hessian']:3d} Hessians,"
          f" {cost['Hessians'][-1] + cost['steps without'][-1]:.3g} operations")  # fmt: skip

# %%

figure, axes = plt.subplots()
total = np.add(*cost.values())
for (name, values), style in zip(cost.items(), (":", "-."), strict=True):
    axes.loglog(periods, values, style, color="0.5", base=2, label=name)
axes.loglog(periods, total, "o-", label="total")
axes.axvline(d, color="k", linestyle="--", label="$m = d$")
axes.set(xlabel="period $m$", ylabel=f"operations until $|g| < {target:g}$")
axes.legend()
