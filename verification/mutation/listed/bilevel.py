"""Equivalent mutants of the bilevel family, with the reason."""

from __future__ import annotations

_CONJUGATE = ("hoag", "hoag-adaptive", "maid")  # hypergradient.conjugate_gradients
_ADAPTIVE = (
    "return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance, self.step_size, nothing, nothing, "
    "0.0, 0.0)"
)
_SEARCHING = "return State(x0, self.start.copy(), np.zeros_like(self.start), self.accuracy, self.step_size)"
_BLOOP = "return State(state.x - self.step_size * self.direction(g, a, r), r, state.k + 1)"
_PARTICLES = ("implicit-diffusion", "nested-langevin")  # implicit_diffusion.covariance_gradient
_ALIAS = "x is state.x until the next iterate is written"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            "a zero that broadcasts to the shape of the first sum",
            owner,
            tuple(f"`x` became `{name}` in `G = np.zeros_like(x)`" for name in ("n", "total", "i")),
        )
        for owner in _PARTICLES
    ),
    (
        "zeros, and a row is written before it is read: only the shape matters",
        "implicit-diffusion-denoising",
        tuple(
            f"`{was}` became `{now}` in `nothing = np.repeat(np.zeros_like(self.start), (M + 1) * (M + 1))`"
            for was, now in (
                ("self.start", "2 * self.start"),
                ("self.start", "1.02 * self.start"),
                ("np.zeros_like(self.start)", "self.start"),
            )
        ),
    ),
    (
        "the queue stays full, whatever is added to M + 1",
        "implicit-diffusion-denoising",
        ("`state.k` became `state.k + 1` in `return State(state.x - self.step_size * G, paths, state.k)`",),
    ),
    (
        "NumPy infers the size in place of any negative number",
        "implicit-diffusion-denoising",
        ("`1` became `2` in `return State(x0, nothing.reshape(M + 1, M + 1, -1), 0)`",),
    ),
    (
        "a vector of zeros times g_yy is added to a matrix row by row: the zero matrix does the same",
        "forward-unrolled",
        ("`problem.lower_xy(x, y)` became `y` in `W = np.zeros_like(problem.lower_xy(x, y))`",),
    ),
    (
        "r and y are both of the lower dimension, and only the shape is read",
        "cg-gradient",
        ("`r` became `y` in `p, q, rr = (r, np.zeros_like(r), np.dot(r, r))`",),
    ),
    (
        "only the shape is read, and all of them are of the lower dimension",
        "hoag",
        (
            "`self.start` became `2 * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance)`",
            "`self.start` became `1.02 * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance)`",
        ),
    ),
    *(
        (
            "only the shape is read, and all of them are of the lower dimension",
            owner,
            tuple(f"`q` became `{name}` in `for _ in range(q.shape[0]):`" for name in ("y", "r", "p")),
        )
        for owner in _CONJUGATE
    ),
    *(
        (
            "p = r + beta p' with p'Hp = 0: r'Hp = p'Hp",
            owner,
            ("`p` became `r` in `a = rr / np.dot(p, Hp)`",),
        )
        for owner in (*_CONJUGATE, "cg-gradient")
    ),
    (
        "p = r + beta p' with p'Kp = 0: r'Kp = p'Kp",
        "fixed-point-gradient",
        ("`p` became `r` in `a = rr / np.dot(p, v)`",),
    ),
    (
        "only the shape is read, and all of them are of the lower dimension",
        "fixed-point-gradient",
        tuple(
            f"`b` became `{name}` in `q, p, r, rr = (np.zeros_like(b), b, b, np.dot(b, b))`"
            for name in ("y", "active")
        ),
    ),
    (
        "as many steps as active coordinates leave no residual, which ends the iteration as well",
        "fixed-point-gradient",
        ("`k >= enough` became `k > enough` in `if k >= enough or rr == 0:`",),
    ),
    (
        "both sides of both linear systems are doubled, and the steps that are then not left out have no residual",
        "fixed-point-gradient",
        ("`1.0` became `2.0` in `active = np.where(y == 0, 0.0, 1.0)`",),
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
        "the first step takes eta = 1: estimate and previous point are multiplied by zero",
        "f3sa",
        (
            *(
                f"`{old}` became `{new}` in `v = Estimates(zy, zy, zy, zx, zx, zx)`"
                for old, new in (("zy", "y"), ("zx", "x0"))
            ),
            *(
                f"`{old}` became `{new}` in `return State(x0, y, y, x0, y, y, v, 0)`"
                for old, new in (("x0", "zx"), ("y", "zy"))
            ),
            *(
                f"`{old}` became `{new}` in "
                "`y, zx, zy = (self.start.copy(), np.zeros_like(x0), np.zeros_like(self.start))`"
                for old, new in (("np.zeros_like(x0)", "x0"), ("np.zeros_like(self.start)", "self.start"))
            ),
        ),
    ),
    (
        "only the shape is read",
        "f3sa",
        tuple(
            f"`self.start` became `{factor} * self.start` in "
            "`y, zx, zy = (self.start.copy(), np.zeros_like(x0), np.zeros_like(self.start))`"
            for factor in ("2", "1.02")
        ),
    ),
    (
        "only the shape is read",
        "bamm",
        tuple(
            f"`self.start` became `{factor} * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), 0)`"
            for factor in ("2", "1.02")
        ),
    ),
    (
        "second derivatives in y are symmetric",
        "bamm",
        ("`phi_yy @ state.v` became `phi_yy.T @ state.v` in `v = state.v - eta * (phi_yy @ state.v - f_y)`",),
    ),
    (
        "where grad q = 0 the numerator is 0, whatever divides it, and where it is 0 elsewhere so is the quotient",
        "bome",
        (
            "`1.0` became `2.0` in `multiplier = np.maximum(shortfall, 0.0) / np.where(size == 0, 1.0, size)`",
            "`size` became `shortfall` in `multiplier = np.maximum(shortfall, 0.0) / np.where(size == 0, 1.0, size)`",
        ),
    ),
    (
        "zeros that broadcast to the shape of the first sum",
        "bda",
        ("`problem.lower_xy(state.x, y)` became `y` in `J = 0.0 * problem.lower_xy(state.x, y)`",),
    ),
    *(
        (
            "zeros that broadcast to the shape of the first sum",
            game,
            (
                "`levels.lower_xy(state.x, state.y)` became `state.y` in "
                "`J = np.zeros_like(levels.lower_xy(state.x, state.y))`",
            ),
        )
        for game in ("cournot", "monopoly")
    ),
    (
        "g_yy is symmetric where g_y is a gradient",
        "cournot",
        (
            "`levels.lower_yy(state.x, y).T` became `levels.lower_yy(state.x, y)` in `J = J - self.follower_step * "
            "(levels.lower_xy(state.x, y) + J @ levels.lower_yy(state.x, y).T)`",
        ),
    ),
    (
        "g_yy is symmetric where g_y is a gradient",
        "monopoly",
        (
            "`g_yy.T` became `g_yy` in `J = J - self.follower_step * (levels.lower_xy(state.x, y) + J @ g_yy.T)`",
            "`g_yy.T` became `g_yy` in `M = M - self.follower_step * (M @ g_yy.T)`",
        ),
    ),
    (
        "the value at t = 1 is not above itself",
        "iaptt",
        ("`2` became `1` in `for t in range(2, len(ys)):`",),
    ),
    (
        "0 and 0.0 are the same number",
        "lv-hba",
        tuple(
            f"`State(x0, self.start.copy(), 0.0, self.start.copy(), 0.0, 0)` became `{other}` in "
            "`return State(x0, self.start.copy(), 0.0, self.start.copy(), 0.0, 0)`"
            for other in (
                "State(x0, self.start.copy(), 0, self.start.copy(), 0.0, 0.0)",
                "State(x0, self.start.copy(), 0.0, self.start.copy(), 0, 0.0)",
            )
        ),
    ),
    (
        "the number 0 is added and multiplied like the vector of zeros",
        "metagradient-descent",
        ("`0 * y` became `0` in `v = 0 * y`", "`y` became `T` in `v = 0 * y`"),
    ),
    (
        "after m splits the last segment is one step, which is not split",
        "metagradient-descent",
        ("`self.depth` became `2 * self.depth` in `for _ in range(self.depth):`",),
    ),
    (
        "the first average does not read what is kept",
        "bloop",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "of the number of steps only its being zero is read",
        "bloop",
        tuple(
            f"`{old}` became `{new}` in `{_BLOOP}`"
            for old, new in (("state.k + 1", "state.k - 1"), ("state.k + 1", "1"), ("1", "2"))
        ),
    ),
    (
        "it is -r throughout, since the old r has no weight at first: the projection off -r is the one off r",
        "bloop",
        (
            "`(1 - rho) * state.r + rho * g` became `(1 - rho) * state.r - rho * g` in "
            "`return (1 - rho) * state.r + rho * g`",
        ),
    ),
    (
        "both sums change their sign, their quotient does not",
        "metabalance",
        (
            "`self.memory * size + norm(g)` became `self.memory * size - norm(g)` in "
            "`return self.memory * size + norm(g)`",
        ),
    ),
    *(
        (
            "only the shape is read",
            owner,
            tuple(f"`self.start` became `{factor} * self.start` in `{line}`" for factor in ("2", "1.02")),
        )
        for owner, line in (("hoag-adaptive", _ADAPTIVE), ("maid", _SEARCHING))
    ),
    (
        "what was kept is not read before a point is kept, and the slack says so by not being positive",
        "hoag-adaptive",
        (
            "`np.zeros_like(x0)` became `x0` in `nothing = np.zeros_like(x0)`",
            f"`nothing` became `x0` in `{_ADAPTIVE}`",
            f"`0.0` became `-1.0` in `{_ADAPTIVE}`",
            f"`0.0` became `1.0` in `{_ADAPTIVE}`",
        ),
    ),
    (
        "m has no weight at the first step",
        "bo-rep",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, self.start.copy(), np.zeros_like(x0), 0)`",),
    ),
    (
        "k is asked only whether it is zero and whether the period divides it",
        "bo-rep",
        (
            "`state.k + 1` became `state.k - 1` in "
            "`return State(state.x - scale_to_norm(m, self.step_size), y, m, state.k + 1)`",
        ),
    ),
    (
        "second derivatives in y are symmetric",
        "ttsa",
        (
            "`problem.realisation(rng).lower_yy(x, y) @ q` became `problem.realisation(rng).lower_yy(x, y).T @ q` in "
            "`q = q - self.series_step_size * (problem.realisation(rng).lower_yy(x, y) @ q)`",
        ),
    ),
    *(
        (
            "second derivatives in y are symmetric",
            owner,
            (
                "`problem.realisation(rng).lower_yy(x, y) @ v` became "
                "`problem.realisation(rng).lower_yy(x, y).T @ v` in "
                "`v = v - step_size * (problem.realisation(rng).lower_yy(x, y) @ v)`",
            ),
        )
        for owner in ("bo-rep", "stocbio")
    ),
    (
        "second derivatives in y are symmetric",
        "ma-soba",
        (
            "`drawn.lower_yy(state.x, state.y) @ state.z` became `drawn.lower_yy(state.x, state.y).T @ state.z` in "
            "`return drawn.lower_yy(state.x, state.y) @ state.z - drawn.upper_y(state.x, state.y)`",
        ),
    ),
    (
        "only the shape is read",
        "ma-soba",
        tuple(
            f"`self.start` became `{factor} * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), np.zeros_like(x0))`"
            for factor in ("2", "1.02")
        ),
    ),
    (
        "reach < Q since the uniform number is below one, so that the loop is left before Q",
        "ttsa",
        ("`self.terms` became `2 * self.terms` in `for i in range(1, self.terms):`",),
    ),
    (
        "a uniform number is at a multiple of 1/Q with probability zero",
        "ttsa",
        ("`reach < i` became `reach <= i` in `if reach < i:`",),
    ),
    (
        "a vector is its own transpose",
        "rcig",
        (
            "`a @ Phi` became `a.T @ Phi` in `theta = a @ Phi`",
            "`np.linalg.solve(K, Phi @ v) @ Phi` became `np.linalg.solve(K, Phi @ v).T @ Phi` in "
            "`q = (v - np.linalg.solve(K, Phi @ v) @ Phi) / self.ridge`",
        ),
    ),
)
