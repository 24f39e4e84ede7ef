"""Equivalent mutants of the first-order-adaptive family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "what is scaled there is zero: G lies in the ranges of L and R",
        "shampoo",
        ("`1.0` became `2.0` in `root = np.where(w > 0, w, 1.0)`",),
    ),
    (
        "a slice of no entries is empty, whatever it is taken of",
        "tensor-shampoo",
        ("`state.sums` became `state.x` in `D, sums, left = (g, state.sums[:0], 1)`",),
    ),
    (
        "only the length is read, and it is that of x",
        "tensor-shampoo",
        tuple(
            f"`g` became `{other}` in `n, at = (self.size(i, g.shape[0] // left), sums.shape[0])`"
            for other in ("state.x", "D")
        ),
    ),
    (
        "factors and their roots are square and symmetric",
        "tensor-shampoo",
        (
            "`0` became `1` in `n = H.shape[0]`",
            "`0` became `1` in `n = P.shape[0]`",
            "`P @ rows[j * n:(j + 1) * n]` became `P.T @ rows[j * n:(j + 1) * n]` in "
            "`found = np.concatenate((found, P @ rows[j * n:(j + 1) * n]))`",
        ),
    ),
    (
        "a sum of grams has no negative eigenvalue",
        "tensor-shampoo",
        tuple(
            f"`{old}` became `{new}` in `return V * np.exp(-np.log(np.maximum(w, 0.0) + epsilon) / p) @ V.T`"
            for old, new in (("0.0", "-1.0"), ("np.maximum(w, 0.0)", "w"))
        ),
    ),
    (
        "a sum of outer products has no negative eigenvalue",
        "full-matrix-adagrad",
        (
            "`0.0` became `-1.0` in `roots = np.sqrt(np.maximum(w, 0.0) + self.epsilon)`",
            "`np.maximum(w, 0.0)` became `w` in `roots = np.sqrt(np.maximum(w, 0.0) + self.epsilon)`",
        ),
    ),
    (
        "an outer product with a zero vector is zero",
        "full-matrix-adagrad",
        ("`nothing` became `x0` in `return State(x0, np.outer(nothing, nothing))`",),
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
        "as long as all step sizes were 0, both z and x are the start and so is their average with any weights; the "
        "largest step size is 0 just as long",
        "schedule-free-adamw",
        tuple(
            f"{change} in `c = largest * largest / weights if weights > 0 else 0.0`"
            for change in ("`0.0` became `1.0`", "`0.0` became `-1.0`", "`weights` became `largest`")
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
    (
        "step 0 has the first length, whatever was before; of theta only the sign counts",
        "adgd",
        (
            "`1.0` became `2.0` in `return State(x0, x0, np.zeros_like(x0), self.first_step, -1.0, 0)`",
            "`State(x0, x0, np.zeros_like(x0), self.first_step, -1.0, 0)` became `State(x0, np.zeros_like(x0), "
            "x0, self.first_step, -1.0, 0)` in `return State(x0, x0, np.zeros_like(x0), self.first_step, -1.0, "
            "0)`",
            "`np.zeros_like(x0)` became `x0` in `return State(x0, x0, np.zeros_like(x0), self.first_step, -1.0, 0)`",
        ),
    ),
    (
        "only whether t is zero is asked",
        "adgd",
        (
            "`state.t + 1` became `1` in `return State(state.x - eta * g, state.x, g, eta, theta, state.t + 1)`",
            "`1` became `2` in `return State(state.x - eta * g, state.x, g, eta, theta, state.t + 1)`",
            "`state.t` became `state.eta` in `return State(state.x - eta * g, state.x, g, eta, theta, state.t + 1)`",
        ),
    ),
    (
        "no ratio of lengths is zero",
        "adgd",
        ("`theta < 0` became `theta <= 0` in `if theta < 0:`",),
    ),
    (
        "where only the gradient has not changed the quotient is infinite, and the other length is the smaller one",
        "adgd",
        (
            "`turned` became `moved` in `return longest if turned == 0 else np.minimum(longest, moved / (2 * "
            "turned))`",
        ),
    ),
)
