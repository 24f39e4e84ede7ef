"""Power iteration for domains: Hessian-gradient products, and the curvature that bounds transfer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.hessian_spectrum.domain_alignment import (
    alignment,
    gradients,
    hessian_gradient_products,
    product_of_means,
)
from refimpl.problems import Quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.alignment_domains import MINIMISER, drawn_domain
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import power_iteration as mutants
from verification.trial import complete_run

PAPER = "P510"


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="Hessian-gradient products",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one step from g_e points along grad(|g_e|^2)/2 = H_e g_e; the penalty aligns these with their mean",
    controls=(
        *planted(
            mutants.NotNormalised, mutants.AbsoluteNorm, mutants.HessianAtIterate, mutants.ShiftedByIdentity,
            mutants.Descending, mutants.TwoProducts, mutants.AbsoluteValues, mutants.LargeGuard,
        ),
        *without("the mean of the products", target="product of the means"),
    ),
    shows=("P510/0",),
)  # fmt: skip
def hessian_gradient_products_align(
    method: type, engine: str, target: str = "mean of the products"
) -> Finding:
    """d |g|^2/2 = g'H dx, so its gradient is H g, and grad |g| = H g/|g|. It is compared with central differences of

    |g|^2/2 on two softmax heads (steps 2^-7 and 2^-8, one Richardson step: error below 1e-8), and with one step of
    power iteration from g. The penalty is evaluated on H = diag(1, 3), diag(2, 1/2), g = (1, 0), (-1/2, 1), where the
    products are (1, 0), (-1, 1/2) with mean (0, 1/4): alpha (1 + 1/16) + beta 13/16; around the product of the means,
    (3/8, 7/8), which a public implementation has, it is another: the two must not be confused.
    """
    heads = [drawn_domain(12, (1.0, 0.5), 1), drawn_domain(9, (0.5, 2.0), 2)]
    x = np.array([0.5, -1.0, 0.25, 0.75])
    products = hessian_gradient_products(heads, x)
    findings = []
    for head, wanted in zip(heads, products, strict=True):
        numeric = np.zeros(4)
        for i, e in enumerate(np.eye(4)):
            coarse, fine = (
                (np.sum(head.gradient(x + h * e) ** 2) - np.sum(head.gradient(x - h * e) ** 2)) / (4 * h)
                for h in (2.0**-7, 2.0**-8)
            )
            numeric[i] = (4 * fine - coarse) / 3
        step = complete_run(method(x), head, head.gradient(x), 1, engine=engine).x[-1]
        findings.append(identity(wanted, numeric, tolerance=1e-8, scale=1.0))
        findings.append(identity(step, numeric / np.linalg.norm(numeric), tolerance=1e-7, scale=1.0))
    domains = [
        Quadratic(np.diag([1.0, 3.0]), np.array([-1.0, 0.0])),
        Quadratic(np.diag([2.0, 0.5]), np.array([0.5, -1.0])),
    ]
    origin = np.zeros(2)
    around = None if target == "mean of the products" else product_of_means(domains, origin)
    penalty = alignment(
        hessian_gradient_products(domains, origin), gradients(domains, origin), 2.0, 4.0, around
    )
    findings.append(identity(penalty, 2 * (1 + 1 / 16) + 4 * 13 / 16, tolerance=1e-15, scale=1.0))
    return worst(findings)


class Transfer(NamedTuple):
    """F(d) = f_T(x + d) - f_T(x) - f_S(x + d) + f_S(x) + shift |d|^2/2 as a problem in d."""

    target: Any
    source: Any
    x: Any
    shift: float

    def dimension(self):
        return self.x.shape[0]

    def value(self, d):
        there, here = self.x + d, self.x
        rise = self.target.value(there) - self.target.value(here)
        return rise - self.source.value(there) + self.source.value(here) + self.shift * np.dot(d, d) / 2

    def gradient(self, d):
        return self.target.gradient(self.x + d) - self.source.gradient(self.x + d) + self.shift * d

    def hessian_vector(self, d, v):
        at = self.x + d
        return self.target.hessian_vector(at, v) - self.source.hessian_vector(at, v) + self.shift * v

    def supremum(self, radius: float) -> float:
        """The largest value that projected ascent finds on the ball, from the top axis and the gradient."""
        axis = np.linalg.eigh(self.target.hessian(self.x) - self.source.hessian(self.x))[1][:, -1]
        best = 0.0
        for d in (radius * axis, -radius * axis, self.gradient(0 * axis)):
            for _ in range(15):
                size = np.linalg.norm(d)
                d = d * (radius / size) if size > radius else d
                best = max(best, float(self.value(d)))
                d = d + self.gradient(d)
        return best


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="transfer between domains",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sup_{|d|<=r} (excess on T - excess on S) is within (M_T + M_S) r^3/6 of (r^2/2) lambda_max(H_T - H_S)",
    controls=(
        *planted(
            mutants.NotNormalised, mutants.AbsoluteValues, mutants.Descending
        ),
        *without("a common minimiser", shift=0.25),
        *without("one-sided curvature", curvature="spectral norm"),
    ),
)  # fmt: skip
def transfer_is_one_sided_curvature(
    method: type, engine: str, shift: float = 0.0, curvature: str = "largest eigenvalue"
) -> Finding:
    """Both gradients vanish at the common minimiser, so the difference F of the excess losses is d'(H_T - H_S)d/2 up to

    (M_T + M_S)|d|^3/6, M the Lipschitz constants of the Hessians; so are the suprema over the ball, and that of the
    quadratic is (r^2/2) max(lambda_max, 0). The recalled bound by the spectral norm holds as r -> 0 only, and it is not
    attained for both orders of the domains: transfer from T to S has lambda_max(H_S - H_T). Domains with other
    minimisers have a term of first order. The eigenvalue is power iteration's, with I/2 added, which makes it the
    leading one; the supremum is found by projected ascent. 60 steps at ratios below 0.74; rounding 1e-14.
    """
    domains = (drawn_domain(40, (2.5, 0.5), 1), drawn_domain(40, (0.75, 1.0), 2, shift))
    radii = 0.4 * 4.0 ** -np.arange(3)
    x0 = np.array([1.0, 0.5, -1.0, 0.25])
    seen, constants = [], []
    for target, source in (domains, domains[::-1]):
        shifted = Transfer(target, source, MINIMISER, 0.5)
        v = complete_run(method(np.zeros(4)), shifted, x0, 60, engine=engine).x[-1]
        top = float(v @ shifted.hessian_vector(np.zeros(4), v)) - 0.5
        if curvature == "spectral norm":
            top = float(np.linalg.norm(target.hessian(MINIMISER) - source.hessian(MINIMISER), 2))
        plain = shifted._replace(shift=0.0)
        seen += [abs(plain.supremum(r) - r**2 / 2 * max(top, 0)) for r in radii]
        constants += [(target.hessian_lipschitz() + source.hessian_lipschitz()) / 6 * r**3 for r in radii]
    r = np.concatenate([radii, radii])
    return bound(
        seen,
        constants,
        allowance=np.full(6, 1e-14),
        x=r,
        xlabel="r",
        ylabel="distance from (r^2/2) lambda_max",
    )


CLAIMS = (hessian_gradient_products_align, transfer_is_one_sided_curvature)
