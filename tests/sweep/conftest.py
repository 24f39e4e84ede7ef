"""A small grid."""

from __future__ import annotations

import pytest
from sweeping import toml


@pytest.fixture
def grid():
    """Two algorithms on an example and on a family of two dimensions: six groups of four cells."""
    return {
        "algorithms": ["sam", "newton"],
        "problems": ["logistic", {"family": "random-quadratic", "condition": 10}],
        "dimensions": [2, 3],
        "steps": 4,
        "seeds": 4,
    }


@pytest.fixture
def spec_file(grid, tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(toml(grid))
    return path
