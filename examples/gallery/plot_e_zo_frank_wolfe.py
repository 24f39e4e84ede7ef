r"""
Frank-Wolfe without gradients: the price of the dimension
=========================================================

Zeroth-order Frank-Wolfe sees values only. One random direction per step (RDSA) costs two values and gives a
noisy gradient whose variance grows with :math:`d`; all coordinates (KWSA) cost :math:`d + 1` values. Here
both may ask for 1000 values, on a quadratic with a noisy linear term on a ball whose boundary holds the
minimiser. Nothing is free: the error grows with the dimension either way, and with true gradients it would
not.
"""

import matplotlib.pyplot as plt
import numpy as np

from refimpl import run
from refimpl.core.observables import FrankWolfeGap
from refimpl.frank_wolfe.estimators import KWSA, RDSA
from refimpl.frank_wolfe.stochastic_frank_wolfe import StochasticFrankWolfe
from refimpl.frank_wolfe.zo_frank_wolfe import ZOFrankWolfe
from refimpl.problems import Constrained, L2Ball, LinearNoise, Quadratic

dimensions, budget = [2, 4, 8, 16, 32, 64], 1000


def gap(algorithm_for, d, price):
    """The Frank-Wolfe gap, an upper bound on the error, in the mean over the last tenth of the run and two seeds."""
    objective = Quadratic(np.eye(d), np.full(d, 2 / np.sqrt(d)))
    problem = LinearNoise(Constrained(objective, L2Ball(1.0)), 0.25 / np.sqrt(d))
    start, steps = np.eye(d)[0], budget // price
    late = slice(-max(1, steps // 10), None)
    runs = [
        run(algorithm_for(problem), problem, start, steps, rng=i, record=[FrankWolfeGap()]) for i in range(2)
    ]
    return np.mean([r.observed["FrankWolfeGap"][late].mean() for r in runs])


found = {
    "one direction (RDSA)": [gap(lambda p: ZOFrankWolfe.prescribed(p, RDSA()), d, 2) for d in dimensions],
    "all coordinates (KWSA)": [
        gap(lambda p: ZOFrankWolfe.prescribed(p, KWSA()), d, d + 1) for d in dimensions
    ],
    "sampled gradients": [gap(StochasticFrankWolfe.prescribed, d, 1) for d in dimensions],
}
for name, gaps in found.items():
    print(f"{name:23s}", "  ".join(f"d = {d}: {g:.4f}" for d, g in zip(dimensions, gaps, strict=True)))

# %%

figure, axes = plt.subplots()
for (name, gaps), marker in zip(found.items(), "osD", strict=True):
    axes.loglog(dimensions, gaps, marker + "-", label=name)
axes.set(xlabel="dimension $d$", ylabel=f"Frank-Wolfe gap after {budget} values")
axes.set_xticks(dimensions, map(str, dimensions))
axes.minorticks_off()
axes.legend()
