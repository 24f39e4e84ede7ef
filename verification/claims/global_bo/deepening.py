"""What is claimed of every promotion of iterative deepening, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.global_bo.hyperband import Hyperband
from refimpl.problems import LeastSquares, random_least_squares
from verification.arithmetic import racing as exact
from verification.claim import Claim, Control, Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.racing import (
    PROBLEM,
    START,
    arms,
    draws,
    sample_values,
    with_enough_draws,
)
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53


def _compared(promotion: str, method: Any, engine: str, radius: float, last: int, skip: int) -> Finding:
    """Two cycles from R = 2 to 2^last, without the first draws."""
    wanted = exact.deepening(promotion, 2, 1, last, Fraction(radius), 2, skip)
    return first_iterates(method(radius, 2, 1, last), PROBLEM, START, wanted, engine, rng=draws(skip))


def deepening_claims(
    promotion: str, mutants: Iterable[Any], wasteful: Iterable[Any], same: Iterable[Control], dearest: int
) -> tuple[Claim, ...]:
    """The claims of `promotion` ('discarding' ...), which costs at most `dearest` from R = 9 to 27.

    `mutants` are its mistakes in the iterates, `wasteful` those in the cost, `same` the controls of the claim about
    Hyperband from scratch: that is reached through smaller R by 'discarding' alone.
    """
    algorithm = f"{promotion}-id-hyperband"
    mutants = tuple(mutants)
    controls = partial(named, mutants)
    way = 1 if promotion == "discarding" else 3

    @claim(
        algorithm,
        theorem="the step",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_6, R = 2, 4, 8 twice, given draws, twice, equal fractions, by sorting and sets",
        engine="ball",
        controls=planted(*mutants),
    )
    @with_enough_draws
    def first_iterates_in_fractions(method: type, engine: str) -> Finding:
        """Losses are means summed afresh; who has been in a rung is a set, kept for the next R. The data are such that
        the three promotions have different winners.
        """
        return worst(
            [
                _compared(promotion, method, engine, 0.25, 3, 0),
                _compared(promotion, method, engine, 0.5, 3, 4),
            ]
        )

    @claim(
        algorithm,
        theorem="two levels",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="x_1, ..., x_4, R = 2, 4 twice, given draws, equal fractions, by sorting and sets",
        engine="ball",
        controls=controls("maximises", "no-resampling", "counted-again", "draws-again", "radius-squared"),
    )
    @with_enough_draws
    def iterates_of_two_levels(method: type, engine: str) -> Finding:
        """As `first_iterates_in_fractions`, with R so small that other examples than the first R are there."""
        return _compared(promotion, method, engine, 0.5, 2, 0)

    @claim(
        algorithm,
        theorem="Hyperband from scratch",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement=f"R = {', '.join(str(2**m) for m in range(way, 4))} ends where cycles of Hyperband for R = 8 end",
        controls=same,
    )
    @with_enough_draws
    def hyperband_from_scratch(method: type, engine: str, first: int = way) -> Finding:
        """Without a smaller R before, nothing has been in any rung: each promotion takes the best of its rung, and the
        brackets are those of Hyperband, on the same draws in the same order. Discarding asks for nothing else after
        smaller R either: rung i + 1 is a function of rung i and of its losses over the same examples.
        """
        some = random_least_squares(n=8, d=2, noise=3.0, seed=25)  # promotions that are kept win
        problem = LeastSquares(np.tile(some.A, (4, 1)) + 0.0, np.tile(some.b, 4))
        run = partial(complete_run, problem=problem, x0=some.minimizer().round(1), engine=engine, rng=0)
        steps = 4 - first
        deepened = run(method(0.5, 2, first, 3), steps=3 * steps).x[steps::steps]
        scratch = run(Hyperband(0.5, 8, 2), steps=12).x[4::4]
        return identity(deepened, scratch, tolerance=UNIT)

    @claim(
        algorithm,
        theorem="regret after deepening",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="f_8(x) <= min over brackets of [min_j f_8(y_j) + 2 sum_{i<s} G(r_i)] after R = 2, 4, 8",
        controls=(
            *controls("maximises", "no-resampling", "one-level-fewer", "deepest-bracket-alone"),
            *without("the distance of the curves from their ends", distance=0.0),
        ),
    )
    @with_enough_draws
    def regret_after_deepening(method: type, engine: str, distance: float = 2.0) -> Finding:
        """Of those in rung i let y be the best by f_8. Where it does not go on, somebody goes on with l <= l(y): with
        discarding and preserving all that do, of which there is one at least, with efficient all that have not been in
        rung i + 1 before. Of these there is one at least, too: n/eta^i grows by more than 1 with M, as n before its
        rounding, a = M eta^(s-1)/s, becomes a' = (M + 1) eta^s/(s + 1) with a' - a >= eta^(s-1) (for eta = 2 that is
        M >= s), and i < s. Its mean over 8 is at most f_8(y) + 2 G(r_i): a rung loses that much at most, the last one
        nothing.
        """
        rng, left, right = np.random.default_rng(0), [], []
        sizes, G = (8, 6, 4, 4), {r: 1 / r - 1 / 8 for r in (1, 2, 4)}
        for k in range(16):
            nu, signs = 3 + rng.random(22), np.sign(rng.standard_normal(22))
            if k % 2:
                nu[rng.integers(22)] = 0.5  # one is far better than all others
            problem, ys = arms(nu + 1, signs, 1.0, 8)
            stream = tape(np.tile(2 * ys.ravel(), 2))
            x = complete_run(method(0.5, 2, 1, 3), problem, np.zeros(8), 3, engine=engine, rng=stream).x[3]
            starts = np.cumsum((0, *sizes))
            lost = [distance * sum(G[2**m] for m in range(j, 3)) for j in range(4)]
            left.append(problem.value(x))
            right.append(min(nu[starts[j] : starts[j + 1]].min() + 1 + lost[j] for j in range(4)))
        return step_inequality(left, right, allowance=1e-13, label="f_8(x)")

    @claim(
        algorithm,
        theorem="cost of deepening",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement=f"eta = 3: R = 9, 27 cost 69 + 288 values if old ones stay ahead, {dearest} in all if new ones are",
        controls=(
            *controls("no-resampling", "counted-again"),
            *planted(*wasteful),
        ),
    )
    @with_enough_draws
    def cost_of_deepening(method: type, engine: str) -> Finding:
        """From scratch R = 9, 27 cost 69, 357 = 69 + 288. Rungs of R = 27 are no smaller than those of 9: if all that
        were promoted are among those that are, as efficient sees to, what is known is used to the end, and 288 are
        left. If every new configuration is ahead of all old ones, bracket 0 has 9 and 3 new ones in the rungs of 3 and
        9, not 6 and 2, bracket 1 has 4 in the rung of 9, not 3: unless efficient, 3*2 + 1*6 + 1*6 = 18 more.
        """
        sizes, old, found = (27, 12, 6, 4), (9, 5, 3, 0), []
        for ahead in (1.0, 3.0):
            nu = np.concatenate([np.where(np.arange(n) < m, ahead, 2.0) for n, m in zip(sizes, old)])
            problem, ys = arms(nu, np.zeros(49), 0.0, 27)
            stream = tape(2 * ys.ravel())
            found.append(sample_values(method(0.5, 3, 2, 3), problem, np.zeros(27), 2, engine, stream))
        return tight(found, [357, dearest], tolerance=UNIT, xlabel="case", ylabel="sample values")

    return (
        first_iterates_in_fractions,
        iterates_of_two_levels,
        hyperband_from_scratch,
        regret_after_deepening,
        cost_of_deepening,
    )
