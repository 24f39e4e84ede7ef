"""Mutants that are equivalent to their method, with the reason. What is neither listed here nor rejected survives.

A listing excuses nothing that can be told apart: a mutant with a proved difference in the iterate, or one that the
oracle rejects, is scored whatever stands here.
"""

from __future__ import annotations

import re

DIALECT = "dialect"  # owner of listings that hold for every method that uses the word

_ALIAS = "x is state.x until the next iterate is written"
_FIRST_PHASE = "the first phase starts at k = 0, so both factors are computed before they are read"
_AT_REST = "not observable: with a zero gradient the iterate stays for ever, and w, V and k are read no more"
_SIZE = "only its size is read, and all vectors have the size of x"
_LENGTH = "only the length is read, and all of these have n entries or rows"
_TIE = "a draw that equals q has probability 2^-53; dp-sgd.moments-of-a-step lists that outcome and tells the two apart"
_AUDITED = "not observable: of the first release only the direction enters the iterate; the field is there for audits"
_ZERO = "there x is the zero vector, and so is what is returned"

_MASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "the first step has k = 0 and draws a mask before it is read",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        ("`state.k + 1` became `state.k - 1` in `return State(x, mask, state.k + 1)`",),
    ),
    (
        "no entry is larger than itself",
        (
            "`i + 1` became `i` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`",
            "`1` became `0` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`",
        ),
    ),
    ("the mask has the size of the scores", ("`scores` became `mask` in `for i in range(scores.size):`",)),
)

# reason, owner, what the mutants are called
_LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "H is square, and its copy has its shape and still its entry where it is read",
        DIALECT,
        (
            "`0` became `1` in `for i in range(H.shape[0]):`",
            "`H` became `shifted` in `for i in range(H.shape[0]):`",
            "`H` became `shifted` in `shifted[i, i] = H[i, i] + shift`",
        ),
    ),
    (_ZERO, DIALECT, ("`np.zeros_like(x)` became `x` in `return np.zeros_like(x)`",)),
    (
        "the scalar zero that is returned does in a sum what the zero vector does",
        DIALECT,
        (
            "`x` became `length` in `return np.zeros_like(x)`",
            "`x` became `size` in `return np.zeros_like(x)`",
        ),
    ),
    (
        "q is a vector, its last axis is its first",
        "policy-gradient",
        ("`0` became `-1` in `for b in range(1, q.shape[0]):`",),
    ),
    (
        "a draw that equals a partial sum has probability 2^-53; policy-gradient.first-iterates-on-three-states has it",
        "policy-gradient",
        ("`u >= total` became `u > total` in `if u >= total:`",),
    ),
    (
        "a is b unless u is below the partial sum already, and there it stays whatever is added",
        "policy-gradient",
        ("`b` became `a` in `total = total + q[b]`",),
    ),
    (
        "a factor of the masked gradient cancels when it is normalised",
        "sam-on",
        tuple(
            f"`self.mask` became `{factor} * self.mask` in "
            "`ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)`"
            for factor in ("2", "1.02")
        ),
    ),
    *(
        (reason, method, words)
        for method in ("random-mask-sam", "fisher-mask-sam")
        for reason, words in _MASKED
    ),
    (
        "two equal draws have probability 2^-53",
        "random-mask-sam",
        tuple(
            f"`{old}` became `{new}` in "
            "`ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`"
            for old, new in (
                ("scores[:i] >= scores[i]", "scores[:i] > scores[i]"),
                ("scores[i + 1:] > scores[i]", "scores[i + 1:] >= scores[i]"),
            )
        ),
    ),
    (
        "iterate and mask have one size",
        "random-mask-sam",
        ("`state.x` became `state.mask` in `mask = top_mask(rng.standard_normal(state.x.size), self.kept)`",),
    ),
    (_ZERO, "sam-dual-norm", ("`np.zeros_like(g)` became `g` in `return np.zeros_like(g)`",)),
    (
        "the scalar zero that is returned does in a sum what the zero vector does",
        "sam-dual-norm",
        ("`g` became `total` in `return np.zeros_like(g)`",),
    ),
    (
        "where b = 0 the numerator is 0 as well",
        DIALECT,
        (
            "`1.0` became `2.0` in `return a / np.where(b == 0, 1.0, b)`",
            "`b` became `a` in `return a / np.where(b == 0, 1.0, b)`",
        ),
    ),
    (
        "what is scaled there is zero: G lies in the ranges of L and R",
        "shampoo",
        ("`1.0` became `2.0` in `root = np.where(w > 0, w, 1.0)`",),
    ),
    (
        "the larger of two numbers does not depend on their order",
        "amsgrad",
        (
            "`self.largest(state.h, v, t)` became `self.largest(v, state.h, t)` in `h = self.largest(state.h, v, t)`",
        ),
    ),
    (
        # rho_t = 5 is -2 + 3b + (2-t)b^t + (t-3)b^(t+1) = 0 for b = beta2: the numerator of a rational root divides 2
        "a binary fraction beta2 with rho_t = 5 were 2^-k, but then rho_t < 3",
        "radam",
        ("`length > 5` became `length >= 5` in `if length > 5:`",),
    ),
    (
        "largest does not read t; dialects do",
        "amsgrad",
        tuple(
            f"`t` became `{other}` in `h = self.largest(state.h, v, t)`"
            for other in ("state.x", "state.m", "state.v", "state.h", "state.t", "g", "m", "v")
        ),
    ),
    (
        "only the shape of the zero vector is read",
        "lbfgs",
        (
            "`x0` became `nothing` in `rows = np.repeat(nothing, self.memory).reshape(self.memory, x0.shape[0])`",
            *(
                f"`rho` became `{other}` in `for i in range(rho.shape[0]{end}):`"
                for other in ("S", "Y", "alpha")
                for end in ("", " - 1, -1, -1")
            ),
        ),
    ),
    (
        "rows that no pair has filled have rho = 0: they are multiplied by zero",
        "lbfgs",
        (
            "`nothing` became `x0` in `rows = np.repeat(nothing, self.memory).reshape(self.memory, x0.shape[0])`",
            "`rho` became `S` in `q, alpha = (g, np.zeros_like(rho))`",
            "`rho` became `Y` in `q, alpha = (g, np.zeros_like(rho))`",
        ),
    ),
    (
        "the first difference of gradients meets s = 0, and is no pair; rows of zeros are zero whatever rho is",
        "lbfgs",
        (
            "`nothing` became `x0` in `return State(x0, x0, nothing, Pairs(rows, rows, "
            "np.repeat(nothing[:1], self.memory), 1.0), 0)`",
        ),
    ),
    (
        "t is only compared with 0, where it starts",
        "lbfgs",
        tuple(
            f"`{old}` became `{new}` in `return State(state.x - length * two_loops(pairs, g), state.x, g, pairs, "
            "state.t + 1)`"
            for old, new in (("state.t + 1", "state.t - 1"), ("state.t + 1", "1"), ("1", "2"))
        ),
    ),
    (
        "the factor is one",
        "lbfgs",
        (
            "`rho * np.ones_like(pairs.rho[:1])` became `rho / np.ones_like(pairs.rho[:1])` in `return Pairs(S, Y, "
            "np.concatenate((pairs.rho[1:], rho * np.ones_like(pairs.rho[:1]))), gamma)`",
        ),
    ),
    (
        "the first weight is w = 1: what the averages start from is multiplied by zero",
        "adafactor",
        ("`zero` became `x0` in `return State(x0, zero[:self.rows].copy(), zero[:columns].copy(), t)`",),
    ),
    (
        "only the shape is read",
        "adafactor",
        ("`x0` became `zero` in `columns = x0.shape[0] // self.rows`",),
    ),
    (
        "the first step replaces the buffer unread",
        "sgd-momentum",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "buffer is g until it is assigned there",
        "sgd-momentum",
        ("`g` became `buffer` in `buffer = self.momentum * state.buffer + (1 - self.dampening) * g`",),
    ),
    *(
        (
            "p = 1 in every call of this method",
            algorithm,
            (
                "`np.log(x) * p` became `np.log(x) / p` in `return np.exp(np.log(x) * p / q)`",
                "`np.log(x) * p` became `np.log(x)` in `return np.exp(np.log(x) * p / q)`",
            ),
        )
        for algorithm in ("zo-frank-wolfe", "f2sa", "perturbed-gd")
    ),
    *(
        (
            _LENGTH,
            algorithm,
            (
                "`0` became `1` in `included = np.zeros_like(G[:, 0])`",
                "`0` became `-1` in `included = np.zeros_like(G[:, 0])`",
                "`G` became `included` in `for i in range(G.shape[0]):`",
                "`G` became `included` in `return (total + noise) / (rate * G.shape[0])`",
                "`G` became `size` in `return (total + noise) / (rate * G.shape[0])`",
            ),
        )
        for algorithm in ("dp-sgd", "dp-sat", "dp-sam")
    ),
    *(
        (
            _TIE,
            algorithm,
            ("`rng.random() < rate` became `rng.random() <= rate` in `if rng.random() < rate:`",),
        )
        for algorithm in ("dp-sgd", "dp-sat", "dp-sam")
    ),
    (
        _AUDITED,
        "dp-sam",
        (
            "`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0))`",
            "`State(state.x - self.step_size * p, a)` became `State(state.x - self.step_size * p, state.ascent)` in "
            "`return State(state.x - self.step_size * p, a)`",
            "`a` became `state.x` in `return State(state.x - self.step_size * p, a)`",
            "`a` became `p` in `return State(state.x - self.step_size * p, a)`",
            *(
                f"`self.sampling_rate` became `{other}` in `a = privatised_mean(G, included, self.clip, "
                "self.noise_multiplier, self.sampling_rate, rng)`"
                for other in (
                    "2 * self.sampling_rate",
                    "1.02 * self.sampling_rate",
                    "self.step_size",
                    "self.clip",
                )
            ),
        ),
    ),
    *(
        (
            "where g = 0 the iterate has stayed, so that the length is zero as well",
            algorithm,
            ("`size` became `length` in `if size == 0:`",),
        )
        for algorithm in ("tram", "tram-fisher")
    ),
    (
        "any number that is not positive lets it perturb at once",
        "perturbed-gd",
        ("`0` became `-1` in `return State(x0, 0)`",),
    ),
    (
        _SIZE,
        "perturbed-gd",
        (
            "`0` became `-1` in `d = g.shape[0]`",
            "`g` became `state.x` in `d = g.shape[0]`",
        ),
    ),
    (
        "the first step is a SAM step: v is computed before it is read",
        "looksam",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "only t mod k matters, and it is 0 at a SAM step",
        "looksam",
        (
            "`state.t + 1` became `1` in `return State(state.x - self.step_size * s, s - np.dot(s, u) * u, "
            "state.t + 1)`",
        ),
    ),
    (
        _FIRST_PHASE,
        "lazy-newton",
        (
            "`np.zeros_like(x0)` became `x0` in `nothing = np.zeros_like(x0)`",
            "`nothing` became `x0` in `return State(x0, nothing, np.outer(nothing, nothing), 0)`",
        ),
    ),
    (
        _AT_REST,
        "lazy-newton",
        (
            "`state.k + 1` became `state.k` in `return State(x, w, V, state.k + 1)`",
            "`state.k + 1` became `state.k - 1` in `return State(x, w, V, state.k + 1)`",
            "`state.k + 1` became `1` in `return State(x, w, V, state.k + 1)`",
            "`1` became `2` in `return State(x, w, V, state.k + 1)`",
            "`1` became `0` in `return State(x, w, V, state.k + 1)`",
            "`State(x, w, V, state.k + 1)` became `State(x, state.w, V, state.k + 1)` in "
            "`return State(x, w, V, state.k + 1)`",
            "`State(x, w, V, state.k + 1)` became `State(x, w, state.V, state.k + 1)` in "
            "`return State(x, w, V, state.k + 1)`",
            "`w` became `state.x` in `return State(x, w, V, state.k + 1)`",
            "`w` became `x` in `return State(x, w, V, state.k + 1)`",
            "`w` became `g` in `return State(x, w, V, state.k + 1)`",
        ),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        "lazy-newton",
        (
            "`state.k + 1` became `state.k - 1` in "
            "`return State(x - V @ (V.T @ g / (w + shift)), w, V, state.k + 1)`",
        ),
    ),
    (
        "only the shape of the zero vector counts",
        "adan",
        tuple(
            f"`g` became `{other}` in `change = g - state.g if t > 1 else np.zeros_like(g)`"
            for other in ("state.x", "state.m", "state.w", "state.n", "state.g", "state.t", "t")
        ),
    ),
    (
        "the last gradient is not read before it is written",
        "adan",
        ("`zero` became `x0` in `return State(x0, zero, zero, zero, zero, 0)`",),
    ),
    (
        "the schedule is beta3 at t = T by its own formula",
        "ademamix",
        ("`t >= self.warmup` became `t > self.warmup` in `if t >= self.warmup:`",),
    ),
    (
        "a quotient has the sign of the product, and where u = 0 both give 0",
        "cautious-adam",
        ("`g * u` became `g / u` in `return np.where(g * u > 0, u, 0.0)`",),
    ),
    (
        "only the shape counts, and for a number the same number comes out",
        "anolog",
        (
            *(
                f"`state.x` became `state.{other}` in `m = average(state.m, g, self.kept(state.x, t))`"
                for other in ("m", "v", "t")
            ),
            "`np.zeros_like(x) + max(2, t)` became `max(2, t)` in "
            "`return 1 - 1 / np.log(np.zeros_like(x) + max(2, t))`",
            "`x` became `t` in `return 1 - 1 / np.log(np.zeros_like(x) + max(2, t))`",
        ),
    ),
    (
        "the largest step size starts below all others, and 0 is 0.0",
        "schedule-free-adamw",
        tuple(
            f"{change} in `return State(x0, x0, np.zeros_like(x0), 0.0, 0.0, 0)`"
            for change in (
                "`0.0` became `-1.0`",
                "`State(x0, x0, np.zeros_like(x0), 0.0, 0.0, 0)` became "
                "`State(x0, x0, np.zeros_like(x0), 0, 0.0, 0.0)`",
                "`State(x0, x0, np.zeros_like(x0), 0.0, 0.0, 0)` became "
                "`State(x0, x0, np.zeros_like(x0), 0.0, 0, 0.0)`",
            )
        ),
    ),
    (
        "the weights of the average count only relative to each other",
        "schedule-free-adamw",
        tuple(
            f"`self.step_size` became `{factor} * self.step_size` in `largest = max(state.largest, self.step_size)`"
            for factor in ("2", "1.02")
        ),
    ),
    (
        "0/0 is NaN, and g times NaN is not above 0: the mask gives 0 there with and without the guard",
        "cautious-adam",
        tuple(
            f"{change} in `return a / np.where(b == 0, 1.0, b)`"
            for change in (
                "`0` became `1`",
                "`0` became `-1`",
                "`1.0` became `0.0`",
                "`np.where(b == 0, 1.0, b)` became `b`",
            )
        ),
    ),
    (
        "the friction depends on the modulus of the change only",
        "diffgrad",
        (
            "`self.friction(g, state.g)` became `self.friction(state.g, g)` in "
            "`u = self.friction(g, state.g) * self.direction(m, v, t)`",
        ),
    ),
    *(
        (
            "half of it is at most the least constant, where the first search starts",
            algorithm,
            (
                "`self.least_constant` became `2 * self.least_constant` in "
                "`return State(x0, problem.gradient(x0), self.least_constant)`",
                "`self.least_constant` became `1.02 * self.least_constant` in "
                "`return State(x0, problem.gradient(x0), self.least_constant)`",
            ),
        )
        for algorithm in ("backtracking-newton", "adaptive-lazy-newton")
    ),
    (
        "the excess is zero by accident or at a zero gradient, where every trial is x itself",
        "adaptive-lazy-newton",
        ("`excess >= 0` became `excess > 0` in `if excess >= 0:`",),
    ),
    (
        "not observable: where G = 0, n = 0 and every trial is x itself; G is another number by accident only",
        "backtracking-newton",
        (
            "`if G == 0: return state` is deleted",
            "`0` became `1` in `if G == 0:`",
            "`0` became `-1` in `if G == 0:`",
            "`G` became `state.theta` in `if G == 0:`",
        ),
    ),
    (
        "the two sides of the test are equal by accident only",
        "backtracking-newton",
        (
            "`np.dot(g, n) / (1 + sigma) >= np.dot(g, np.linalg.solve(H, g)) / (2 * sigma)` became "
            "`np.dot(g, n) / (1 + sigma) > np.dot(g, np.linalg.solve(H, g)) / (2 * sigma)` in "
            "`if np.dot(g, n) / (1 + sigma) >= np.dot(g, np.linalg.solve(H, g)) / (2 * sigma):`",
        ),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        "shamanskii",
        (
            "`state.k + 1` became `state.k - 1` in "
            "`return State(state.x - np.linalg.solve(H, problem.gradient(state.x)), H, state.k + 1)`",
        ),
    ),
    *(
        (
            "only whether t is a multiple of the period matters, and -t is one where t is",
            algorithm,
            (
                "`state.t + 1` became `state.t - 1` in "
                "`return State(self.move(state.x, self.direction(m, h)), m, h, state.t + 1)`",
            ),
        )
        for algorithm in ("sophia-h", "sophia-g")
    ),
    (
        _ALIAS,
        "lazy-newton",
        (
            "`State(x, w, V, state.k + 1)` became `State(state.x, w, V, state.k + 1)` in "
            "`return State(x, w, V, state.k + 1)`",
            "`x` became `state.x` in `w, V = eigh(problem.hessian(x))`",
            "`x` became `state.x` in `g = problem.gradient(x)`",
            "`x` became `state.x` in `return State(x - V @ (V.T @ g / (w + shift)), w, V, state.k + 1)`",
        ),
    ),
    *(
        (
            "length = 1 in every call of this method",
            algorithm,
            ("`length / size` became `1 / size` in `return length / size * x`",),
        )
        for algorithm in ("power-iteration", "lanczos", "stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    (
        "the product with the zero vector is the zero matrix, whatever the other factor",
        "lanczos",
        ("`nothing` became `x0` in `return State(x0, np.outer(nothing, nothing), 0)`",),
    ),
    *(
        (
            "the product with the zero vector is the zero matrix, whatever the other factor",
            algorithm,
            ("`z` became `point` in `basis = np.outer(np.zeros_like(z[:order]), z)`",),
        )
        for algorithm in ("stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    (
        "an estimate comes before the first use",
        "spectral-momentum",
        (
            "`np.zeros_like(x0[:1])` became `x0[:1]` in "
            "`return State(x0, x0, np.zeros_like(x0[:1]), np.zeros_like(x0[:1]), 0)`",
        ),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        "spectral-momentum",
        ("`state.k + 1` became `state.k - 1` in `return State(x, state.x, eta, beta, state.k + 1)`",),
    ),
    (
        "both have the length d",
        "spectral-momentum",
        ("`state.x` became `state.x_before` in `z = np.sign(rng.standard_normal(state.x.shape[0]))`",),
    ),
    (
        "the eigenvectors are not used",
        "spectral-momentum",
        ("`V` became `H` in `return (w, V.copy())`", "`V` became `w` in `return (w, V.copy())`"),
    ),
    (
        "pi is taken from ones of any shape that fits",
        "stochastic-lanczos-quadrature",
        (
            "`t` became `width` in "
            "`return np.exp(-s * s / 2) / (width * np.sqrt(8.0 * np.arctan(np.ones_like(t))))`",
            "`t` became `s` in `return np.exp(-s * s / 2) / (width * np.sqrt(8.0 * np.arctan(np.ones_like(t))))`",
        ),
    ),
    (
        "there are as many weights as nodes, and one column of the grid is repeated as often as it must",
        "stochastic-lanczos-quadrature",
        (
            "`tau` became `theta` in `columns = np.outer(self.grid, np.ones_like(tau))`",
            "`tau` became `state.k` in `columns = np.outer(self.grid, np.ones_like(tau))`",
        ),
    ),
    (
        "the rows of the basis may stand in any order: only the projection onto their span is used",
        "lanczos",
        (
            "`state.k` became `state.k + 1` in `basis[state.k] = q`",
            "`state.k` became `state.k - 1` in `basis[state.k] = q`",
        ),
    ),
    (
        "a vector has one axis, as long as the basis",
        "lanczos",
        (
            "`0` became `-1` in `if state.k + 1 >= state.x.shape[0]:`",
            "`state.x` became `state.basis` in `if state.k + 1 >= state.x.shape[0]:`",
        ),
    ),
    (
        "H is linear, and a unit vector is made of the result: the length of its argument does not matter",
        "lanczos",
        ("`q` became `state.x` in `w = orthogonal_part(basis, problem.hessian_vector(self.point, q))`",),
    ),
    *(
        (
            "equal in exact arithmetic; rounding needs the second pass: lanczos.orthonormal-basis, control one-pass",
            algorithm,
            ("`2` became `1` in `for _ in range(2):`", "`2` became `3` in `for _ in range(2):`"),
        )
        for algorithm in ("lanczos", "stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    *(
        (
            "a vector has one axis",
            algorithm,
            ("`0` became `-1` in `z = np.sign(rng.standard_normal(state.x.shape[0]))`",),
        )
        for algorithm in ("hutchinson", "stochastic-lanczos-quadrature", "spectral-momentum")
    ),
    (
        "a positive factor of u cancels in u/|u|",
        "adaptive-sharpness",
        (
            "`self.scale` became `2 * self.scale` in `u = self.scale * problem.gradient(state.x)`",
            "`self.scale` became `1.02 * self.scale` in `u = self.scale * problem.gradient(state.x)`",
        ),
    ),
    (
        _ALIAS,
        "f2sa",
        (
            "`x` became `state.x` in `z = z - self.lower_step_size * problem.lower_y(x, z)`",
            "`x` became `state.x` in `y = y - alpha * (problem.upper_y(x, y) + weight * problem.lower_y(x, y))`",
            "`x` became `state.x` in `difference = problem.lower_x(x, y) - problem.lower_x(x, z)`",
            "`x` became `state.x` in `x = x - self.ratio * alpha * (problem.upper_x(x, y) + weight * difference)`",
        ),
    ),
    (
        _ALIAS,
        "penalty-gradient",
        (
            "`x` became `state.x` in `z = z - self.lower_step_size * problem.lower_y(x, z)`",
            "`x` became `state.x` in "
            "`y = y - self.lower_step_size * (self.sigma * problem.upper_y(x, y) + problem.lower_y(x, y))`",
            "`x` became `state.x` in `difference = problem.lower_x(x, y) - problem.lower_x(x, z)`",
            "`x` became `state.x` in "
            "`return State(x - self.step_size * (problem.upper_x(x, y) + difference / self.sigma), y, z)`",
        ),
    ),
    (
        _SIZE,
        "entropy-mcmc",
        ("`state.x` became `state.guide` in `size, d = (np.sqrt(2 * self.step_size), state.x.size)`",),
    ),
    *(
        (
            _SIZE,
            algorithm,
            tuple(
                f"`x` became `{other}` in "
                "`noise = np.sqrt(self.inner_step_size) * self.noise * rng.standard_normal(x.size)`"
                for other in ("y", "mean", "g")
            ),
        )
        for algorithm in ("entropy-sgd", "entropy-sgld")
    ),
    *(
        ("y is x until the loop writes it", algorithm, ("`x` became `y` in `mean = x`",))
        for algorithm in ("entropy-sgd", "entropy-sgld")
    ),
    (
        "the mean Hessian H is symmetric",
        "sgd-stability",
        (
            "`H @ S` became `H.T @ S` in `A = S - self.step_size * (H @ S)`",
            "`H @ S` became `H.T @ S` in "
            "`noise = self.sampling.noise(problem.sample_count(), problem.mean_conjugation(S), H @ S @ H)`",
        ),
    ),
    (
        "length is 1 in every call of this method",
        "sgd-stability",
        ("`length / size` became `1 / size` in `return length / size * x`",),
    ),
    *(
        (
            "a vector is its own transpose",
            algorithm,
            (
                "`(xi - np.sum(xi) / n) @ G` became `(xi - np.sum(xi) / n).T @ G` in "
                "`noise = (xi - np.sum(xi) / n) @ G`",
            ),
        )
        for algorithm in ("sam-sde", "usam-sde", "dnsam-sde")
    ),
    *(
        (
            "the ascent of this method reads neither the problem nor x",
            algorithm,
            (
                "`self.ascent(problem, state.x, G)` became `self.ascent(state.x, problem, G)` in "
                "`G = G + problem.sample_hessian_vectors(state.x, self.ascent(problem, state.x, G))`",
            ),
        )
        for algorithm in ("sam-sde", "usam-sde")
    ),
    (
        "where they differ the row of G is zero",
        "sam-sde",
        (
            "`size + (size == 0)` became `size - (size == 0)` in "
            "`return (self.rho / (size + (size == 0)))[:, None] * G`",
        ),
    ),
    (
        "zeros of another shape do in a sum what these do",
        "dnsam-sde",
        tuple(f"`G` became `{other}` in `return np.zeros_like(G)`" for other in ("x", "size")),
    ),
    (
        "only the length of the row is read",
        "dropout-sgd",
        tuple(f"`0` became `{i}` in `c = np.zeros_like(problem.gates()[0])`" for i in (1, -1)),
    ),
    (
        "a uniform draw equals p with probability 2^-53",
        "dropout-sgd",
        ("`rng.random() < self.keep` became `rng.random() <= self.keep` in `if rng.random() < self.keep:`",),
    ),
    (
        "the drift of order one is the mean itself, and reads nothing else",
        "dropout-sme1",
        (
            "`self.drift(problem, state.x, mean)` became `self.drift(state.x, problem, mean)` in "
            "`drift = self.drift(problem, state.x, mean)`",
            "`self.drift(problem, state.x, mean)` became `mean` in `drift = self.drift(problem, state.x, mean)`",
            "`drift` became `mean` in "
            "`return State(state.x - self.time_step * drift + np.sqrt(self.time_step * self.eps) * noise)`",
        ),
    ),
    *(
        (
            "there are as many draws as masks",
            algorithm,
            ("`masks` became `xi` in `for j in range(masks.shape[0]):`",),
        )
        for algorithm in ("dropout-sme1", "dropout-sme2")
    ),
    *(
        (
            "a vector is its own transpose",
            algorithm,
            (f"`rng.standard_normal(n) @ Z` became `rng.standard_normal(n).T @ Z` in `{statement}`",),
        )
        for algorithm, statement in (
            (
                "rmsprop-sde",
                "moved = self.time_step * mean + "
                "self.noise * np.sqrt(self.time_step / n) * (rng.standard_normal(n) @ Z)",
            ),
            ("adam-sde", "noise = self.noise * np.sqrt(h / n) * (rng.standard_normal(n) @ Z)"),
        )
    ),
    *(
        (
            "the rows of Z sum to zero: Z'G is Z'Z",
            algorithm,
            (f"`Z` became `G` in `{statement}`",),
        )
        for algorithm, statement in (
            (
                "rmsprop-sde",
                "u = state.u + self.time_step * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)",
            ),
            ("adam-sde", "u = state.u + h * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)"),
        )
    ),
    (
        "multiplied or divided by one",
        "rmsprop-sde",
        (
            "`self.initial * np.ones_like(x0)` became `self.initial / np.ones_like(x0)` in "
            "`return State(x0, self.initial * np.ones_like(x0))`",
        ),
    ),
    (
        "multiplied or divided by one",
        "svag-rmsprop",
        (
            "`self.level * self.level * self.initial * np.ones_like(x0)` became "
            "`self.level * self.level * self.initial / np.ones_like(x0)` in "
            "`return State(x0, self.level * self.level * self.initial * np.ones_like(x0))`",
        ),
    ),
)

EQUIVALENT = {(owner, words): reason for reason, owner, listed in _LISTED for words in listed}


def reason_of(algorithm: str, words: str) -> str:
    """Why the mutant with these words is equivalent; empty where it is neither listed nor falls under a rule."""
    return EQUIVALENT.get((algorithm, words)) or EQUIVALENT.get((DIALECT, words)) or _rule(words)


def _rule(words: str) -> str:
    """What needs no listing: the same number written otherwise, the last length of a shape for the first."""
    if re.match(r"`1\.0 / (.+)` became `1 / \1` in `", words):
        return "the same number"
    change, _, statement = words.partition(" in `")
    zeros = re.findall(r"(?<![\w.])0(?![\w.])", statement)
    if change == "`0` became `-1`" and zeros and len(zeros) == statement.count(".shape[0]"):
        return "one axis, or axes of equal length: the last length is the first"
    return ""
