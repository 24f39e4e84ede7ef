"""Stochastic prox-linear: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

from verification.arithmetic.weakly_convex import prox_linear
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex import model_based
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import prox_linear as mutants


@claim(
    "prox-linear",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on robust phase retrieval equal the method in fractions, with given draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_phase_retrieval(method: Any, engine: str) -> Finding:
    """The step is the minimiser of the model plus (beta/2)|y - x|^2, found here by cases in fractions."""
    return model_based.iterates(method, engine, prox_linear, 8.0)


@claim(
    "prox-linear",
    theorem="descent of the envelope",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E phi(x+) <= phi(x) - (r-rho)/(r (beta-eta)) |grad phi|^2 + r L^2/(2 beta (beta-eta)), phi = phi_{1/r}",
    controls=(
        *planted(
            mutants.LongerStep,
            mutants.Ascent,
        ),
        *without("weak convexity in the coefficient", share=0.0),
    ),
    shows=("P082/1",),
)
def one_step(method: Any, engine: str, share: float = 1.0) -> Finding:
    """The model plus (beta/2)|. - x|^2 is beta-strongly convex: compare its values at x+ and y.

    The model is at most f + (tau/2)|. - x|^2 in the mean, and falls from x to x+ by L|x - x+| at most.

    With y = the proximal point of x: phi(x+) <= f(y) + (r/2)|y - x+|^2, and f(y) - f(x) <= -(2r - rho)/2 |y - x|^2.
    The envelope is exact: on the line its minimiser is a kink or stationary for one choice of signs.
    """
    return model_based.one_step(method, engine, model_based.PROX_LINEAR, 16.0, share)


@claim(
    "prox-linear",
    theorem="stationarity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on |x^2 - 1| the mean of |grad phi(x_t)|^2 over t < T is at most the telescoped sum, every T",
    controls=planted(mutants.Ascent),
)
def stationarity(method: Any, engine: str) -> Finding:
    """Sum the descent of the envelope over t < T and use phi_{1/r}(x_T) >= min phi.

    It is r/(r - rho) (beta - eta) [phi(x_0) - min phi + sum r L_t^2/(2 beta (beta - eta))]/T, which is
    O(T^(-1/2)) with beta ~ sqrt T.
    """
    return model_based.stationarity(method, engine, model_based.PROX_LINEAR, 32.0)


CLAIMS = (first_iterates_on_phase_retrieval, one_step, stationarity)
