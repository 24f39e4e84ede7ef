r"""
Worst cases come in pairs
=========================

Gradient descent with step :math:`h/L` leaves at most :math:`\max\{LR^2/(4Nh+2),\
\frac{LR^2}{2}(1-h)^{2N}\}` after :math:`N` steps. Huber's function attains the first value, :math:`\frac L2
x^2` the second; at the step :math:`h^*(N)` both do. A step that is too *short* shows on Huber's function
alone, one that is too *long* on the quadratic alone, and neither on a random problem.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import brentq

from refimpl import run
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import Quadratic, huber_worst_case, random_quadratic

N = 10
h = brentq(lambda h: (1 - h) ** (2 * N) - 1 / (2 * N * h + 1), 1.2, 1.99)
bound = 1 / (4 * N * h + 2)  # L = R = 1

# %%
# The step is multiplied by :math:`c` inside the method; the bound stays that of :math:`c = 1`.

x0 = np.ones(20) / np.sqrt(20)
problems = {
    "Huber": (huber_worst_case(L=1.0, R=1.0, steps=N, h=h), np.ones(1)),
    "quadratic": (Quadratic(np.eye(1), np.zeros(1)), np.ones(1)),
    "random quadratic": (random_quadratic(np.linspace(0.05, 1, 20), seed=0), x0),
}
factors = np.linspace(0.97, 1.03, 61)
ratios = {
    name: [
        problem.suboptimality(run(GradientDescent(c * h), problem, start, N).x[-1]) / bound for c in factors
    ]
    for name, (problem, start) in problems.items()
}
for name, values in ratios.items():
    print(f"{name:17s} c = 0.98: {np.interp(0.98, factors, values):.4f}   c = 1: {np.interp(1, factors, values):.4f}"
          f"   c = 1.02: {np.interp(1.02, factors, values):.4f}")  # fmt: skip

# %%

figure, axes = plt.subplots()
axes.axhline(1, color="k", linestyle="--", label="bound")
for name, values in ratios.items():
    axes.plot(factors, values, label=name, color="0.6" if name.startswith("random") else None)
axes.set(xlabel="factor on the step size", ylabel="$(f(x_N) - f^*)$ / bound", ylim=(0, 2.6))
axes.legend()
