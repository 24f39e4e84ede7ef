"""Equivalent mutants of the nonsmooth-nonconvex family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (
        "zeros of one length",
        algorithm,
        tuple(f"`{given}` became `{other}` in `{kept} = np.zeros_like({given})`" for other in others),
    )
    for algorithm, given, kept, others in (
        ("o2nc", "g", "shift", ("state.x", "state.shift", "w", "shift")),
        ("optimistic-o2nc", "w", "centre", ("state.x", "state.centre", "shift", "centre")),
    )
)
