"""Equivalent mutants of the methods that draw blocks or tasks, with the reason."""

from __future__ import annotations

_DRAWING = ("bsvrb-v1", "bsvrb-v2", "oml", "mrcl", "maml", "anil", "fo-maml", "es-maml")
_STREAMS = ("oml", "mrcl")
_RANGE = "for k in range(n - 1):"
_INIT = "return State(x0, Y, Y, V, Y, x0, x0, Y, V, 0)"
_FIRST = "return algorithm.estimated(problem, state, list(range(m)), 1.0, 0.0, 1.0, rng)"
_STATES = (
    ("bsvrb-v1", "return State(x, Y, S, H, z, state.x, state.Y, state.H, state.k + 1)"),
    ("bsvrb-v2", "return State(x, Y, S, V, U, z, state.x, state.Y, state.V, state.k + 1)"),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            "n u is below n: the loop ends before",
            owner,
            (
                f"`n - 1` became `n + 1` in `{_RANGE}`",
                f"`n - 1` became `n` in `{_RANGE}`",
                f"`1` became `0` in `{_RANGE}`",
            ),
        )
        for owner in _DRAWING
    ),
    *(
        (
            "n u is an integer with a probability of the last digit, and then its neighbours are as likely",
            owner,
            ("`n * u < k + 1` became `n * u <= k + 1` in `if n * u < k + 1:`",),
        )
        for owner in _DRAWING
    ),
    *(
        (
            "as many inputs as targets",
            owner,
            (
                "`targets` became `inputs` in `for t in range(len(targets) - 1, -1, -1):`",
                "`y` became `Z` in `for i in range(y.shape[0]):`",
            ),
        )
        for owner in _STREAMS
    ),
    *(
        (
            "the number 0 is added like the vector of zeros",
            owner,
            (f"`0 * {x}` became `0` in `g = 0 * {x}`",),
        )
        for owner, x in (
            ("oml", "x"),
            ("mrcl", "x"),
            ("maml", "state.x"),
            ("anil", "state.x"),
            ("fo-maml", "state.x"),
        )
    ),
    *(
        (
            "everything moves in the inner steps",
            owner,
            (
                "`self.moving(problem, problem.support_gradient(us[-1], j))` became "
                "`problem.support_gradient(us[-1], j)` in `us.append(us[-1] - self.inner_step_size * "
                "self.moving(problem, problem.support_gradient(us[-1], j)))`",
                *through,
            ),
        )
        for owner, through in (
            (
                "maml",
                (
                    "`self.moving(problem, a)` became `a` in `a = a - self.inner_step_size * "
                    "problem.support_hessian_vector(u, j, self.moving(problem, a))`",
                ),
            ),
            ("fo-maml", ()),
        )
    ),
    (
        "the number 0 is added like the vector of zeros",
        "es-maml",
        ("`0 * state.x` became `0` in `total = 0 * state.x`",),
    ),
    (
        "of the gradient only the part of the representation is read",
        "mrcl",
        tuple(
            f"`a` became `{other}` in `return (G, a)`"
            for other in ("W", "vs", "chosen", "inputs", "targets", "G", "t")
        ),
    ),
    *(
        (
            "of the number of steps only its being zero is read",
            owner,
            tuple(
                f"`{old}` became `{new}` in `{line}`"
                for old, new in (("state.k + 1", "state.k - 1"), ("state.k + 1", "1"), ("1", "2"))
            ),
        )
        for owner, line in _STATES
    ),
    *(
        (
            "both points of the first step are the same but for what its weights of zero cancel",
            owner,
            tuple(f"`0.0` became `{other}` in `{_FIRST}`" for other in ("1.0", "-1.0")),
        )
        for owner in ("bsvrb-v1", "bsvrb-v2")
    ),
    *(
        (
            "the same indices, a list for the compiler",
            owner,
            (f"`list(range(m))` became `range(m)` in `{_FIRST}`",),
        )
        for owner in ("bsvrb-v1", "bsvrb-v2")
    ),
    (
        "the first step gives no weight to estimates nor to the old point",
        "bsvrb-v2",
        (
            *(
                f"`State(x0, Y, Y, V, Y, x0, x0, Y, V, 0)` became `{other}` in `{_INIT}`"
                for other in (
                    "State(x0, Y, V, V, Y, x0, x0, Y, Y, 0)",
                    "State(x0, Y, Y, V, V, x0, x0, Y, Y, 0)",
                    "State(x0, Y, Y, V, Y, x0, x0, V, Y, 0)",
                )
            ),
            f"`Y` became `V` in `{_INIT}`",
            f"`V` became `Y` in `{_INIT}`",
        ),
    ),
    (
        "a row of the length R is left as it is, or cut to R",
        "bsvrb-v2",
        ("`norm(V[i]) > self.bound` became `norm(V[i]) >= self.bound` in `if norm(V[i]) > self.bound:`",),
    ),
    (
        "only rows longer than R > 0 are cut",
        "bsvrb-v2",
        (
            "`size + (size == 0)` became `size` in `return length / (size + (size == 0)) * x`",
            "`0` became `1` in `return length / (size + (size == 0)) * x`",
            "`0` became `-1` in `return length / (size + (size == 0)) * x`",
            "`size` became `length` in `return length / (size + (size == 0)) * x`",
        ),
    ),
)
