"""Every oracle of every class in machine code."""

from __future__ import annotations

import hashlib
import importlib.util
import sys

import numpy as np
import pytest
from instances import DISTINCT, oracles


def everything(calls):
    """A function of (problem, arguments) that makes all calls, from a file, so that the disk cache serves it."""
    from refimpl.engines.compiled import cache_folder

    lines = [
        f"problem.{n}({', '.join(f'arguments[{i}][{j}]' for j in range(len(a)))})"
        for i, (n, a) in enumerate(calls)
    ]
    source = f"def everything(problem, arguments):\n    return ({', '.join(lines)},)\n"
    name = f"oracles_{hashlib.sha256(source.encode()).hexdigest()[:20]}"
    path = cache_folder() / f"{name}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)  # what is cached names its module
    spec.loader.exec_module(module)
    return module.everything


@pytest.mark.compiled
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.exhaustive if i % 5 else ()) for i, n in enumerate(DISTINCT)]
)
def test_oracles_compile(name):
    from refimpl.engines.compiled import engine

    problem, calls = oracles(name)
    found = engine().driver(everything(calls))(problem, tuple(a for _, a in calls))
    for (oracle, arguments), result in zip(calls, found, strict=True):
        expected = getattr(problem, oracle)(*arguments)
        np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-14, err_msg=oracle)
        assert np.ndim(result) == 0 or result.flags.c_contiguous, oracle
