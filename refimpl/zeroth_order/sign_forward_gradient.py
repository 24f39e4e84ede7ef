"""Sign-averaged forward gradients: of every directional difference only the sign is kept.

Source      Feng, Zhuo, Zhang, Ramakrishnan, Yuan & Li 2024, sign and average of perturbations (recalled).
Step        g = mean over j = 1 .. n of sign[q(f(x + c z_j)) - q(f(x - c z_j))] z_j,  x+ = x - eta g
            q rounds to multiples of delta as in `fixed_point_forward_gradient`; sign(0) = 0
Guarantee   for signs z and f without third derivatives, no difference being rounded away:
            E <g, grad f> = E |grad f'z| >= |grad f|/sqrt 2, attained at d = 2; E|g|^2 = (d + (n-1)|E g|^2)/n  (derived)
            E f(x+) <= f(x) - eta |grad f(x)|/sqrt 2 + L eta^2 (d/n + (1 - 1/n))/2                           (derived)
Assumes     f is L-smooth for the descent; nothing for the update. Only comparisons of f are used: f may be replaced by
            any increasing function of it where no rounding interferes.
Cost        two evaluations per direction.
Departures  none known; the paper's text on signs was not read.
"""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.fixed_point_forward_gradient import FixedPointForwardGradient


class SignForwardGradient(FixedPointForwardGradient):
    """The hyper-parameters of `FixedPointForwardGradient`; a step has length eta sqrt d at most."""

    @classmethod
    def prescribed(cls, problem):
        """No theory prescribes any: the step 1/(L (d + 2)), four directions, and a grid so coarse that it is seen."""
        step_size = 1.0 / (problem.smoothness() * (problem.dimension() + 2))
        return cls(step_size, smoothing=0.25, spacing=3.0, directions=4)

    def coefficient(self, problem, x, z):
        """The sign of the rounded difference along z."""
        return np.sign(self.difference(problem, x, z))
