r"""
How far a trajectory can be trusted
===================================

In ball arithmetic every number carries a rigorous bound on its error. Along a run the radii grow, for some
methods by several bits per step; the *trust horizon* is the last step at which they are still small beside
the iterate. A trajectory is compared no further than that, and step by step beyond it.
"""

import matplotlib.pyplot as plt
import numpy as np

import refimpl
from refimpl.problems.registry import EXAMPLES

example = EXAMPLES["logistic"]
problem = example.build()
names = ["gradient-descent", "sam", "adam", "regularised-newton"]

runs = {}
for name in names:
    algorithm = refimpl.get_method(name).load().prescribed(problem)
    runs[name] = refimpl.run(
        algorithm, problem, example.start, 40, engine=refimpl.get_engine("ball", bits=53)
    )
    print(f"{name:19s} {runs[name].outcome.value:12s} trust horizon {runs[name].trust_horizon()} steps")

# %%

figure, axes = plt.subplots()
for name, trajectory in runs.items():
    relative = trajectory.radius.max(axis=1) / np.abs(trajectory.x).max(axis=1)
    axes.semilogy(trajectory.steps[1:], relative[1:], label=name)
axes.axhline(1e-3, color="k", linestyle="--", label="horizon")
axes.set(xlabel="$k$", ylabel="radius / largest entry", ylim=(1e-17, 1e3))
axes.legend()
