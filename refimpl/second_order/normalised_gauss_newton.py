"""Newton with gradient-normalised smoothness, the Gauss-Newton matrix in place of the Hessian.

Source      Semenov, Jaggi & Doikov 2025; the search of the radius as in the authors' code.
Step        that of `normalised_fisher_newton` with A = J'J, J the Jacobian of the residuals (J'J/n for means)
Guarantee   f(x) - f(x+) >= |g+|^2/(8 lambda) and |s| <= gamma                                            (derived)
            gamma >= gamma(x)/2 after a rejected trial, with gamma(x) of this A                           (derived)
            residuals z + J h + Q(h, h)/2, q^2 = sum |Q_i|^2, e = |sum z_i Q_i|: gamma(x) is no less than the root
            of gamma (e + 3 |J| q gamma/2 + q^2 gamma^2/2) = |g|                                          (derived)
Assumes     f is a sum (or mean) of halved squares.
Cost        one Jacobian per step, a solve, a value and a gradient per trial; d^2 floats.
Departures  after 30 rejected trials the last one is taken.
"""

from __future__ import annotations

from refimpl.second_order.normalised_fisher_newton import NormalisedFisherNewton


class NormalisedGaussNewton(NormalisedFisherNewton):
    """`first_radius` gamma_0 > 0, the first to be tried."""

    def curvature(self, problem, x):
        """A, shape (d, d), positive semidefinite."""
        return problem.gauss_newton(x)
