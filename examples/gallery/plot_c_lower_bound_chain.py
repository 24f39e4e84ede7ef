r"""
Nesterov's chain: a bound that nothing beats
============================================

On the chain :math:`f(x) = \frac L4(\frac12 x^T T x - x_1)` every method whose iterates lie in the span of
the gradients seen so far has, from :math:`x_0 = 0`,

.. math:: f(x_k) - f^* \ge \frac L8 \Bigl(\frac1{k+1} - \frac1{d+1}\Bigr).

Five methods of this library, each with some freedom to do better, stay above it.
"""

import matplotlib.pyplot as plt
import numpy as np

import refimpl
from refimpl.core.observables import Suboptimality
from refimpl.problems import Chain

problem = Chain(1.0, 101)
k = np.arange(51)
lower = np.array([problem.lower_bound(i) for i in k])


def suboptimality(name, **settings):
    method = refimpl.get_method(name).load()
    algorithm = method.prescribed(problem)._replace(**settings)
    return refimpl.run(algorithm, problem, np.zeros(101), 50, record=[Suboptimality()]).observed[
        "Suboptimality"
    ]


runs = {
    "gradient descent": suboptimality("gradient-descent"),
    "heavy ball, 0.8": suboptimality("sgd-momentum", momentum=0.8, step_size=1.0),
    "Nesterov, 0.9": suboptimality("nesterov", momentum=0.9, step_size=1.0),
    "AdGD": suboptimality("adgd"),
    "L-BFGS": suboptimality("lbfgs", step_size=1.0),
}
for name, values in runs.items():
    print(f"{name:17s} least ratio to the lower bound {np.min(values / lower):.4f}")

# %%

figure, axes = plt.subplots()
for name, values in runs.items():
    axes.loglog(k[1:], values[1:], label=name)
axes.loglog(k[1:], lower[1:], "k--", label="lower bound")
axes.set(xlabel="$k$", ylabel="$f(x_k) - f^*$")
axes.legend()
