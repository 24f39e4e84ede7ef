"""Shared fixtures: small problems that need nothing but NumPy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

pytest_plugins = ["pytester"]  # for tests/plugin; pytest takes it from the top conftest only


class Bowl(NamedTuple):
    """x'Ax/2 - b'x, written here so that core tests do not lean on refimpl.problems."""

    A: Any
    b: Any

    def dimension(self):
        return self.b.shape[0]

    def value(self, x):
        return 0.5 * np.dot(x, self.A @ x) - np.dot(self.b, x)

    def gradient(self, x):
        return self.A @ x - self.b


@pytest.fixture
def bowl():
    return Bowl(np.diag([2.0, 1.0, 0.5]), np.array([1.0, -1.0, 0.25]))
