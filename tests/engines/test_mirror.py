"""Mirror images of matrices in compiled code: every entry at its place, and nothing else written."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from refimpl import get_engine
from refimpl.engines import mirror as module
from refimpl.engines.fingerprint import fingerprint
from refimpl.engines.mirror import BLOCK, TILE

pytestmark = pytest.mark.compiled
COMPILED = get_engine("numba").compiled_in
mirror, turn = njit(module.mirror), njit(module.turn)
SIZES = [*range(2 * TILE + 2), *(k * BLOCK + j for k in (1, 2, 3) for j in (-1, 0, 1, TILE, TILE + 3))]


def numbered(n):
    """A matrix of different integers, and all of the memory around it."""
    around = np.arange(float(n * n + 32)) + 1
    return around[16 : 16 + n * n].reshape(n, n), around


@pytest.mark.parametrize("n", SIZES)
def test_one_half_goes_to_its_mirror_image(n):
    (H, held), (A, around) = numbered(n), numbered(n)
    A *= -1
    before, expected = held.copy(), around.copy()
    mirror(H, A)
    expected[16 : 16 + n * n] = np.where(np.tri(n, k=-1), A, H.T).ravel()
    assert np.array_equal(held, before)
    assert np.array_equal(around, expected)
    assert np.all(A[np.tri(n, k=-1, dtype=bool)] < 0)


@pytest.mark.parametrize("n", SIZES)
def test_a_matrix_is_made_symmetric_in_its_place(n):
    H, around = numbered(n)
    expected = around.copy()
    expected[16 : 16 + n * n] = (np.tril(H) + np.tril(H, -1).T).ravel()
    mirror(H, H)
    assert np.array_equal(around, expected)


@pytest.mark.parametrize("n", SIZES)
def test_a_matrix_is_transposed_in_its_place(n):
    A, around = numbered(n)
    expected = around.copy()
    expected[16 : 16 + n * n] = A.T.ravel()
    turn(A)
    assert np.array_equal(around, expected)


def test_the_key_of_what_is_kept_knows_how_tiles_are_moved(monkeypatch):
    before = fingerprint(*COMPILED)
    for word in (module.reflect, module.exchange):
        with monkeypatch.context() as patch:
            patch.setattr(word._defn, "__code__", (lambda *arguments: None).__code__)
            assert fingerprint(*COMPILED) != before
    for name in ("_turned", "_tile"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, len)
            assert fingerprint(*COMPILED) != before
    assert fingerprint(*COMPILED) == before
