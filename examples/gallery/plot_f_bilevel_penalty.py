r"""
Bilevel problems by penalty: a bias of the order of the penalty
===============================================================

First-order bilevel methods minimise :math:`\psi_\sigma(x) = \min_y \{f(x, y) + (g(x, y) - \min_z g(x,
z))/\sigma\}` in the place of :math:`f(x, y^*(x))`. On quadratic levels both minimisers are known in closed
form: the runs end where :math:`\psi_\sigma` is least, and that is a distance of :math:`O(\sigma)` away from
the solution. A planted error that forgets a gradient ends elsewhere, however small :math:`\sigma` is.
"""

import matplotlib.pyplot as plt
import numpy as np

from refimpl import run
from refimpl.bilevel.penalty_gradient import PenaltyGradient
from refimpl.problems import random_quadratic_bilevel
from verification.mutants.bilevel.penalty_gradient import MissingUpperGradient

problem = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1)
x0, solution = np.array([3.0, -2.0]), problem.minimizer()
sigmas = 2.0 ** -np.arange(1, 9)


def ends_at(method, sigma):
    eta = PenaltyGradient.prescribed(problem).step_size
    algorithm = method(eta, 1 / 6, sigma, 30, problem.lower_solution(x0))
    return run(algorithm, problem, x0, 80).x[-1]


right = np.array([ends_at(PenaltyGradient, s) for s in sigmas])
wrong = np.array([ends_at(MissingUpperGradient, s) for s in sigmas])
bias = np.linalg.norm(right - solution, axis=1)
predicted = np.array([np.linalg.norm(problem.penalty_minimizer(s) - solution) for s in sigmas])
print(f"largest distance of a run from the minimiser of psi_sigma, relative to the bias:"
      f" {np.max(np.abs(bias / predicted - 1)):.2g}")  # fmt: skip

# %%

figure, axes = plt.subplots()
axes.loglog(
    sigmas, np.linalg.norm(wrong - solution, axis=1), color="0.7", label="planted: gradient in x forgotten"
)
axes.loglog(sigmas, bias, "o", label="where the runs end")
axes.loglog(sigmas, predicted, "k--", label=r"minimiser of $\psi_\sigma$, closed form")
axes.set(xlabel=r"penalty parameter $\sigma$", ylabel="distance to the solution")
axes.legend()
