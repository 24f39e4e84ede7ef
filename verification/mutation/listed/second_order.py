"""Equivalent mutants of the second-order family, with the reason."""

from __future__ import annotations

import re
from itertools import permutations

from verification.mutation.listed.dialect import DIALECT

_FIRST_PHASE = "the first phase starts at k = 0, so both factors are computed before they are read"
_AT_REST = "not observable: with a zero gradient the iterate stays for ever, and w, V and k are read no more"
_MODEL = ("w", "c", "gap", "kappa")
_RISE = "rise(w, c, gap, kappa)"
_SWAPPED = [v for v in permutations(_MODEL) if sum(a != b for a, b in zip(v, _MODEL)) == 2]
_ALIAS = "x is state.x until the next iterate is written"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "the sign of a number that is not negative is asked for",
        "accelerated-cubic-newton",
        tuple(
            f"`self.{name}` became `{factor} * self.{name}` in `if self.{name} > 0:`"
            for name in ("noise", "delta")
            for factor in ("2", "1.02")
        ),
    ),
    (
        "the sign of a sum of numbers that are not negative is asked for",
        "accelerated-tensor",
        tuple(
            f"`self.{name}` became `{factor} * self.{name}` in `if self.noise + self.delta2 + self.delta3 > 0:`"
            for name in ("noise", "delta2", "delta3")
            for factor in ("2", "1.02")
        ),
    ),
    (
        "B is a Hessian and T a third derivative along h: both are symmetric",
        "accelerated-tensor",
        tuple(
            f"`{M} @ h` became `{M}.T @ h` in `return g + B @ h + T @ h / 2 + self.bend(norm(h)) * h`"
            for M in "BT"
        ),
    ),
    (
        "the scalar zero that is returned does in a sum what the zero vector does",
        "accelerated-tensor",
        ("`g` became `size` in `return g`",),
    ),
    (
        "the power is 1/3: p = 1",
        "accelerated-tensor",
        tuple(
            f"`np.log(x) * p` became `{other}` in `return np.exp(np.log(x) * p / q)`"
            for other in ("np.log(x) / p", "np.log(x)")
        ),
    ),
    (
        "B and T are added",
        "accelerated-tensor",
        (
            "`self.slope(B, T, h)` became `self.slope(T, B, h)` in "
            "`h = centre(h - np.linalg.solve(self.slope(B, T, h), self.residual(g, B, T, h)))`",
        ),
    ),
    (
        "the enclosure of a number that floats have got: for them `between` is its first argument",
        "accelerated-tensor",
        (
            "F = self.residual(g, B, problem.third_derivative(y, h), h)",
            "near = 24 * np.sum(np.abs(F)) / (self.L * np.dot(h, h))",
            "box = between(between(h, h + near), h - near)",
            "return between(h, h - np.linalg.solve(self.slope(B, problem.third_derivative(y, box), box), F))",
            "box = between(rho, size / (C2 + rho * (C3 + rho * C4)))",
            "return between(rho, rho - (rho * (C2 + rho * (C3 + rho * C4)) - size) / "
            "(C2 + box * (2 * C3 + 3 * C4 * box)))",
        ),
    ),
    (
        "where Newton's method starts: there is one root alone, which the enclosure holds, and to which the iterations "
        "lead to rounding from every start that the oracle accepts",
        "accelerated-tensor",
        (
            "far = distance(self.shift(k), self.delta3, 2 * self.L / 3, size)",
            "h = centre(-np.linalg.solve(add_to_diagonal(B, self.bend(far)), g))",
            "rho = centre(size / (C2 + np.sqrt(C3 * size) + rational_power(C4 * size * size, 1, 3)))",
        ),
    ),
    (
        "B is a Hessian, and P a polynomial of it: both are symmetric",
        "polynomial-gradient",
        (
            "`B @ P` became `B.T @ P` in `BP = B @ P`",
            "`state.P @ problem.gradient(state.x)` became `state.P.T @ problem.gradient(state.x)` in `return "
            "State(state.x - self.step_size * (state.P @ problem.gradient(state.x)), state.P)`",
        ),
    ),
    (
        "B is a Hessian, and P a polynomial of it: both are symmetric",
        "polynomial-fast-gradient",
        (
            "`B @ P` became `B.T @ P` in `BP = B @ P`",
            "`state.P @ problem.gradient(state.y)` became `state.P.T @ problem.gradient(state.y)` in `x = state.y - "
            "self.step_size * (state.P @ problem.gradient(state.y))`",
        ),
    ),
    (
        "B is a Hessian, hence symmetric",
        "krylov-gradient",
        ("`B @ p` became `B.T @ p` in `Bp = B @ p`",),
    ),
    (
        "r - p is a multiple of the direction before, to which p is conjugate",
        "krylov-gradient",
        ("`p` became `r` in `alpha = size / np.dot(p, Bp)`",),
    ),
    *(
        (
            "P is symmetric",
            owner,
            (
                "`self.applied(F, problem.gradient(state.x))` became `self.applied(problem.gradient(state.x), F)` in "
                "`return State(state.x - self.step_size * self.applied(F, problem.gradient(state.x)), F)`",
                "`F @ g` became `F.T @ g` in `return F @ g`",
                *updates,
            ),
        )
        for owner, updates in (
            ("psgd-spd", ("`F @ h` became `F.T @ h` in `u, w = (F @ h, np.linalg.solve(F, v))`",)),
            ("psgd-euclidean", ()),
            ("psgd-bfgs", ("`F @ h` became `F.T @ h` in `u = F @ h`",)),
        )
    ),
    (
        "the probe itself is not read, its product alone is",
        "psgd-closed-form",
        ("`v` became `x` in `return (v, problem.hessian_vector(x, v))`",),
    ),
    (
        "only a shape is read, and all have it",
        "levenberg-marquardt",
        tuple(
            f"`g` became `{other}` in `d, residual, p = (np.zeros_like(g), -g, -g / D)`"
            for other in ("x", "D", "shift")
        ),
    ),
    (
        "only a shape is read, and both have it",
        "steihaug",
        ("`g` became `x` in `p, r, d = (np.zeros_like(g), g, -g)`",),
    ),
    ("r is g before the first iteration", "steihaug", ("`g` became `r` in `size = np.dot(g, g)`",)),
    (
        "A, M and T are symmetric and commute",
        "coupled-newton",
        (
            "`T @ M` became `T.T @ M` in `M = T @ M`",
            "`state.X @ T` became `state.X.T @ T` in `X = state.X @ T`",
        ),
    ),
    (
        "only the shape of the zero vector is read, and an outer product with zeros is zero",
        "distributed-shampoo",
        (
            *(
                f"`{old}` became `{new}` in `L = np.outer(zero[:x0.shape[0] // self.columns], zero[:self.rows])`"
                for old, new in (("zero", "x0"), ("x0", "zero"))
            ),
            *(
                f"`{old}` became `{new}` in `R = np.outer(zero[:x0.shape[0] // self.rows], zero[:self.columns])`"
                for old, new in (("zero", "x0"), ("x0", "zero"))
            ),
        ),
    ),
    (
        "only a shape is read, and both have it",
        "distributed-shampoo",
        (
            "`state.L` became `state.P` in `G, squares = (g.reshape(state.L.shape[0], self.columns), "
            "state.squares + g * g)`",
            "`state.L` became `state.P` in `L, R = (state.L[:0], state.R[:0])`",
            "`state.R` became `state.Q` in `L, R = (state.L[:0], state.R[:0])`",
            "`G` became `state.L` in `for j in range(G.shape[0] // self.rows):`",
            "`G` became `state.P` in `for j in range(G.shape[0] // self.rows):`",
            "`G` became `P` in `for j in range(G.shape[0] // self.rows):`",
            "`G` became `Q` in `D = G[:0]`",
        ),
    ),
    (
        "-t and t are multiples of the period together",
        "distributed-shampoo",
        ("`state.t + 1` became `state.t - 1` in `return State(x, L, R, P, Q, squares, state.t + 1)`",),
    ),
    (
        "the roots are symmetric",
        "distributed-shampoo",
        (
            "`left @ part(G, j, self.rows)` became `left.T @ part(G, j, self.rows)` in "
            "`D = np.concatenate((D, left @ part(G, j, self.rows) @ right))`",
        ),
    ),
    (
        "the roots are regular: D, the gradient and AdaGrad's step are zero together",
        "distributed-shampoo",
        ("`size` became `length` in `return length / (size + (size == 0)) * x`",),
    ),
    *(
        entry
        for owner, fields, moving in (
            ("fosi", "0", ""),
            ("fosi-heavy-ball", "zero, zero, 0", "m1, m2, "),
            ("fosi-adam", "zero, zero, zero, 1.0, 1.0, 0", "m1, m, v, power1, power2, "),
        )
        for entry in (
            (
                "the first step takes eigenpairs before it reads them",
                owner,
                (
                    f"`zero` became `x0` in `return State(x0, zero, np.outer(zero, zero), {fields})`",
                    *(
                        ["`np.zeros_like(x0)` became `x0` in `zero = np.zeros_like(x0)`"]
                        if fields == "0"
                        else []
                    ),
                ),
            ),
            (
                "-t and t are multiples of the period together",
                owner,
                (
                    "`state.t + 1` became `state.t - 1` in "
                    f"`return State(state.x + d1 + d2, w, V, {moving}state.t + 1)`",
                ),
            ),
            (
                "only the length is read, which all share",
                owner,
                (
                    "`w` became `inside` in `inside[w.shape[0] - i - 1] = 1.0`",
                    *(
                        f"`w` became `state.{other}` in `inside, g = (self.inside(w), problem.gradient(state.x))`"
                        for other in ("x", "w", *re.findall(r"\bm\d?\b|\bv\b", moving))
                    ),
                ),
            ),
            (
                "an index from the end",
                owner,
                ("`w.shape[0] - i` became `-i` in `inside[w.shape[0] - i - 1] = 1.0`",),
            ),
        )
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
    *(
        (
            "Hessians of losses are symmetric",
            algorithm,
            (
                "`problem.sample_output_hessian(x, draws[0]) @ J` became "
                "`problem.sample_output_hessian(x, draws[0]).T @ J` in "
                "`QJ = problem.sample_output_hessian(x, draws[0]) @ J`",
                "`problem.sample_output_hessian(x, draw) @ Ji` became "
                "`problem.sample_output_hessian(x, draw).T @ Ji` in "
                "`QJ = np.concatenate((QJ, problem.sample_output_hessian(x, draw) @ Ji))`",
            ),
        )
        for algorithm in ("egn", "egn-adaptive", "sgn")
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
    (
        "J'(QJ) = (QJ)'J, since Q is symmetric",
        "sgn",
        (
            "`self.direction(J, QJ, J.T @ r / self.batch)` became `self.direction(QJ, J, J.T @ r / self.batch)` "
            "in `return State(state.x + self.step_size * self.direction(J, QJ, J.T @ r / self.batch))`",
            "`self.product(J, QJ, p)` became `self.product(QJ, J, p)` in `Gp = self.product(J, QJ, p)`",
        ),
    ),
    (
        "p = r + beta p_, and the old direction p_ is conjugate to p",
        "sgn",
        ("`p` became `residual` in `alpha = square / np.dot(p, Gp)`",),
    ),
    (
        "step 0 has the first length, gradient and estimate, whatever was before; of theta only the sign counts",
        "stochastic-oasis",
        (
            "`1.0` became `2.0` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
            "`State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)` became `State(x0, nothing, x0, nothing, "
            "self.first_step, -1.0, 0)` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
            "`State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)` became `State(x0, nothing, nothing, x0, "
            "self.first_step, -1.0, 0)` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
            "`np.zeros_like(x0)` became `x0` in `nothing = np.zeros_like(x0)`",
            "`x0` became `nothing` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
            "`nothing` became `x0` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
            "`nothing` became `x0` in `return State(x0, x0, nothing, nothing, self.first_step, -1.0, 0)`",
        ),
    ),
    (
        "only whether t is zero is asked",
        "stochastic-oasis",
        (
            "`state.t + 1` became `1` in `return State(state.x - eta * m / B, state.x, m, D, eta, theta, state.t "
            "+ 1)`",
            "`1` became `2` in `return State(state.x - eta * m / B, state.x, m, D, eta, theta, state.t + 1)`",
            "`state.t` became `state.eta` in `return State(state.x - eta * m / B, state.x, m, D, eta, theta, "
            "state.t + 1)`",
        ),
    ),
    (
        "all of them have d entries",
        "stochastic-oasis",
        (
            "`g` became `state.x` in `z = np.sign(rng.standard_normal(len(g)))`",
            "`g` became `state.x_before` in `z = np.sign(rng.standard_normal(len(g)))`",
            "`g` became `state.m` in `z = np.sign(rng.standard_normal(len(g)))`",
            "`g` became `state.D` in `z = np.sign(rng.standard_normal(len(g)))`",
        ),
    ),
    (
        "step 0 takes its estimate, whatever was before; only whether t is zero is asked",
        "psps",
        (
            "`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",
            "`state.t + 1` became `state.t - 1` in `return State(state.x - length * u, D, state.t + 1)`",
            "`state.t + 1` became `1` in `return State(state.x - length * u, D, state.t + 1)`",
            "`1` became `2` in `return State(state.x - length * u, D, state.t + 1)`",
        ),
    ),
    (
        "both have d entries",
        "psps",
        ("`state.x` became `state.D` in `z = np.sign(rng.standard_normal(state.x.shape[0]))`",),
    ),
    *(
        (
            "the length is that of a step along zero there",
            algorithm,
            ("`gap` became `size` in `return gap if size == 0 else gap / size`",),
        )
        for algorithm in ("psps", "stochastic-polyak")
    ),
    (
        "at equality the root is zero and the length 1, and G is not zero where the gap is not",
        "newton-polyak",
        ("`2 * gap >= size` became `2 * gap > size` in `if 2 * gap >= size:`",),
    ),
    (
        "floats have no radius; in balls only radii change",
        "polyak-cubic-newton",
        (
            *(
                f"`centre({v})` became `{v}` in `kappa = root(centre(w), centre(c), centre(gap))`"
                for v in _MODEL[:3]
            ),
            *(
                f"`centre({v})` became `{v}` in `{name} = centre({v})`"
                for name, v in (("kappa", "gap / np.dot(c, c)"), ("step", _RISE), ("kappa", "kappa + step"))
            ),
        ),
    ),
    (
        "in floats the second number is not used; in balls the hull holds kappa whatever it is, and is only wider; "
        "where the rise is right and added to kappa it is the root as well, up to rounding",
        "polyak-cubic-newton",
        tuple(
            f"`{old}` became `{new}` in `kappa = between(kappa, kappa + 2 * {_RISE})`"
            for old, new in (
                (f"kappa + 2 * {_RISE}", f"kappa - 2 * {_RISE}"),
                (f"kappa + 2 * {_RISE}", "kappa"),
                (f"kappa + 2 * {_RISE}", f"2 * {_RISE}"),
                (f"2 * {_RISE}", f"2 / {_RISE}"),
                (f"2 * {_RISE}", "2"),
                (f"2 * {_RISE}", _RISE),
                ("2", "3"),
                ("2", "1"),
                *((f"between(kappa, kappa + 2 * {_RISE})", v) for v in ("kappa", f"kappa + 2 * {_RISE}")),
                (f"between(kappa, kappa + 2 * {_RISE})", f"between(kappa + 2 * {_RISE}, kappa)"),
                *((_RISE, f"rise({', '.join(v)})") for v in _SWAPPED),
                *((_RISE, v) for v in _MODEL[:3]),
                *permutations(_MODEL, 2),
            )
        ),
    ),
    (
        "in floats the second number is not used; in balls the hull of kappa and 3 kappa is that of a point where gap "
        "is 0 up to rounding, and differs from the root by less than floats show",
        DIALECT,
        (f"`{_RISE}` became `kappa` in `kappa = between(kappa, kappa + 2 * {_RISE})`",),
    ),
    (
        "w[0] = 0 makes the quotient infinite, or no number where c[0] = 0 too, and the other condition false",
        "polyak-cubic-newton",
        tuple(
            f"`{old}` became `{new}` in `if w[0] > 0 and np.dot(c, c / w) <= 2 * gap:`"
            for old, new in (("0", "-1"), ("w[0] > 0", "w[0] >= 0"))
        ),
    ),
    (
        "kappa grows beyond all bounds as g'H^{-1}g falls to twice the gap, and the step of kappa tends to H^{-1} g",
        "polyak-cubic-newton",
        (
            "`np.dot(c, c / w) <= 2 * gap` became `np.dot(c, c / w) < 2 * gap` in "
            "`if w[0] > 0 and np.dot(c, c / w) <= 2 * gap:`",
        ),
    ),
    (
        "Newton's method rises to the root and moves by rounding there, so that it does not matter whether it stops; "
        "gap and kappa are not negative, and where gap = 0 the first kappa = 0 is the root",
        "polyak-cubic-newton",
        (
            "`if step <= 0: break` is deleted",
            "`step <= 0` became `step < 0` in `if step <= 0:`",
            *(
                f"`{old}` became `{new}` in `if step <= 0:`"
                for old, new in (("0", "-1"), ("step", "kappa"), ("step", "gap"))
            ),
        ),
    ),
    (
        "a quarter of it is at most the least constant, where the first search starts",
        "super-universal-newton",
        (
            "`self.least_constant` became `2 * self.least_constant` in "
            "`return State(x0, problem.gradient(x0), self.least_constant)`",
            "`self.least_constant` became `1.02 * self.least_constant` in "
            "`return State(x0, problem.gradient(x0), self.least_constant)`",
        ),
    ),
    *(
        (
            "at equality, which no instance attains but by an accident of rounding, one more trial is made",
            algorithm,
            (
                "`problem.value(x) - problem.value(x - s) >= np.dot(g, g) / (8 * shift)` became `problem.value(x) - "
                "problem.value(x - s) > np.dot(g, g) / (8 * shift)` in `return problem.value(x) - problem.value(x - s) "
                ">= np.dot(g, g) / (8 * shift)`",
            ),
        )
        for algorithm in ("normalised-fisher-newton", "normalised-gauss-newton")
    ),
    (
        "at equality, which no instance attains but by an accident of rounding, one more trial is made",
        "super-universal-newton",
        (
            "`np.dot(g, s) >= np.dot(g, g) / (4 * shift)` became `np.dot(g, s) > np.dot(g, g) / (4 * shift)` in "
            "`return np.dot(g, s) >= np.dot(g, g) / (4 * shift)`",
        ),
    ),
    (
        "no ratio of lengths is zero",
        "stochastic-oasis",
        ("`theta < 0` became `theta <= 0` in `if theta < 0:`",),
    ),
    (
        "where only the gradient has not changed the quotient is infinite, and the other length is the smaller one",
        "stochastic-oasis",
        (
            "`turned` became `moved` in `return longest if turned == 0 else np.minimum(longest, moved / (2 * "
            "turned))`",
        ),
    ),
    (
        "step 0 has the first length, gradient and estimate, whatever was before; of theta only the sign counts",
        "oasis",
        (
            "`1.0` became `2.0` in `return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)`",
            "`State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)` became `State(x0, nothing, x0, "
            "nothing, nothing, self.first_step, -1.0, 0)` in `return State(x0, x0, nothing, nothing, nothing, "
            "self.first_step, -1.0, 0)`",
            "`State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)` became `State(x0, nothing, "
            "nothing, x0, nothing, self.first_step, -1.0, 0)` in `return State(x0, x0, nothing, nothing, "
            "nothing, self.first_step, -1.0, 0)`",
            "`State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)` became `State(x0, nothing, "
            "nothing, nothing, x0, self.first_step, -1.0, 0)` in `return State(x0, x0, nothing, nothing, "
            "nothing, self.first_step, -1.0, 0)`",
            "`np.zeros_like(x0)` became `x0` in `nothing = np.zeros_like(x0)`",
            "`x0` became `nothing` in `return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)`",
            "`nothing` became `x0` in `return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)`",
            "`nothing` became `x0` in `return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)`",
            "`nothing` became `x0` in `return State(x0, x0, nothing, nothing, nothing, self.first_step, -1.0, 0)`",
        ),
    ),
    (
        "only whether t is zero is asked",
        "oasis",
        (
            "`state.t + 1` became `1` in `return State(state.x - eta * m / B, state.x, g, m, D, eta, theta, "
            "state.t + 1)`",
            "`1` became `2` in `return State(state.x - eta * m / B, state.x, g, m, D, eta, theta, state.t + 1)`",
            "`state.t` became `state.eta` in `return State(state.x - eta * m / B, state.x, g, m, D, eta, theta, "
            "state.t + 1)`",
        ),
    ),
    (
        "no ratio of lengths is zero",
        "oasis",
        ("`theta < 0` became `theta <= 0` in `if theta < 0:`",),
    ),
    (
        "where only the gradient has not changed the quotient is infinite, and the other length is the smaller one",
        "oasis",
        (
            "`turned` became `moved` in `return longest if turned == 0 else np.minimum(longest, moved / (2 * "
            "turned))`",
        ),
    ),
    (
        "the rows of the window take turns all the same, and their order is without effect",
        "mfac",
        (
            "`0` became `1` in `return State(x0, G, G @ G.T, 0)`",
            "`0` became `-1` in `return State(x0, G, G @ G.T, 0)`",
            "`state.t` became `state.t + 1` in `G, K = replaced(state.G, state.K, state.t % self.window, g)`",
            "`state.t` became `state.t - 1` in `G, K = replaced(state.G, state.K, state.t % self.window, g)`",
            "`state.t + 1` became `state.t - 1` in `return State(state.x - self.step_size * self.product(G, K, "
            "g), G, K, state.t + 1)`",
        ),
    ),
    (
        "both have d entries, and a vector is its own transpose",
        "mfac",
        (
            "`x0` became `nothing` in `G = np.repeat(nothing, self.window).reshape(self.window, x0.shape[0])`",
            "`c @ G` became `c.T @ G` in `return (v - c @ G) / self.damping`",
        ),
    ),
    (
        "only whether t is a multiple of the period matters, and -t is one where t is",
        "esgd",
        ("`state.t + 1` became `state.t - 1` in `return State(x, D, n, state.t + 1)`",),
    ),
    (
        "D and n are those of the state until they are advanced",
        "esgd",
        (
            "`D` became `state.D` in `D, n = (D + self.sample(problem, state.x, rng), n + 1)`",
            "`n` became `state.n` in `D, n = (D + self.sample(problem, state.x, rng), n + 1)`",
        ),
    ),
    (
        "3/2 of it are above the largest length",
        "egn-adaptive",
        (
            "`self.max_step` became `2 * self.max_step` in `return State(x0, np.zeros_like(x0), self.max_step, "
            "self.damping, 0)`",
            "`self.max_step` became `1.02 * self.max_step` in `return State(x0, np.zeros_like(x0), "
            "self.max_step, self.damping, 0)`",
        ),
    ),
    (
        "where slope = 0 no loss changes, and the other condition holds too",
        "egn-adaptive",
        (
            "`0` became `1` in `if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= -SUFFICIENT "
            "* eta * slope:`",
            "`0` became `-1` in `if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= -SUFFICIENT "
            "* eta * slope:`",
            "`slope` became `draws` in `if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= "
            "-SUFFICIENT * eta * slope:`",
            "`slope` became `eta` in `if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= "
            "-SUFFICIENT * eta * slope:`",
            "`slope` became `value` in `if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= "
            "-SUFFICIENT * eta * slope:`",
        ),
    ),
    (
        "the two sides are equal by accident only",
        "egn-adaptive",
        (
            "`value - batch_loss(problem, x + eta * u, draws) >= -SUFFICIENT * eta * slope` became `value - "
            "batch_loss(problem, x + eta * u, draws) > -SUFFICIENT * eta * slope` in `if slope == 0 or value - "
            "batch_loss(problem, x + eta * u, draws) >= -SUFFICIENT * eta * slope:`",
            "`change / model < LOW` became `change / model <= LOW` in `if change / model < LOW:`",
            "`change / model > HIGH` became `change / model >= HIGH` in `if change / model > HIGH:`",
        ),
    ),
    (
        "0/0 is no number, and no comparison with it holds",
        "egn-adaptive",
        (
            "`if model == 0: return damping` is deleted",
            "`0` became `1` in `if model == 0:`",
            "`0` became `-1` in `if model == 0:`",
            "`model` became `damping` in `if model == 0:`",
            "`model` became `change` in `if model == 0:`",
        ),
    ),
    (
        "a row of zeros more, or another vector of the same shape: only the shape counts",
        "krylov-saddle-free-newton",
        (
            "`self.size` became `2 * self.size` in `Q = np.zeros_like(np.outer(g, g))[:self.size]`",
            "`g` became `state.x` in `Q = np.zeros_like(np.outer(g, g))[:self.size]`",
        ),
    ),
    (
        "length is 1",
        "krylov-saddle-free-newton",
        (
            "`length / (size + (size == 0))` became `1 / (size + (size == 0))` in "
            "`return length / (size + (size == 0)) * x`",
        ),
    ),
)
