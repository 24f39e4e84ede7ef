"""The only loop: it steps, records and stops. Engines run this very source, plain or compiled."""

from __future__ import annotations

from refimpl.core.dialect import all_finite


def loop(algorithm, problem, measured, x0, steps, every, rng, observables, xs, values, progress):
    """Take `steps` steps from `x0` and record every `every`-th iterate, the start included.

    `problem` serves the algorithm (it may count calls), `measured` the observables. `xs` (records, ...) and
    `values` (records, observables) are filled in place; `progress` is (records written, steps taken, finite)
    and stays readable when a step raises. Returns the last state.
    """
    state = algorithm.init(problem, x0)
    xs[0] = state.x
    observables.record(measured, state, values[0])
    progress[0] = 1
    for k in range(1, steps + 1):
        state = algorithm.step(problem, state, rng)
        if not all_finite(state.x):
            progress[2] = 0
            return state
        progress[1] = k
        if k % every == 0:
            xs[k // every % xs.shape[0]] = state.x  # a single row holds the latest
            observables.record(measured, state, values[k // every])
            progress[0] = k // every + 1
    return state
