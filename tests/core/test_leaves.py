from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.leaves import convert, settle


class Inner(NamedTuple):
    scale: float
    order: int


class Outer(NamedTuple):
    inner: Inner
    data: Any
    flag: bool


def test_settle_gives_each_field_its_canonical_type():
    strided = np.arange(6.0).reshape(2, 3).T
    settled = settle(Outer(Inner(2, np.int32(3)), strided.astype(np.float32), True))
    assert type(settled.inner.scale) is float
    assert type(settled.inner.order) is int
    assert settled.flag is True
    assert settled.data.dtype == np.float64
    assert settled.data.flags["C_CONTIGUOUS"]
    assert np.array_equal(settled.data, strided)


def test_convert_reaches_floats_and_arrays_and_leaves_the_rest():
    value = Outer(Inner(2.0, 3), np.ones(2), False)
    assert convert(value, lambda leaf: "leaf") == Outer(Inner("leaf", 3), "leaf", False)


def test_a_derived_class_keeps_the_annotations_of_its_base():
    class Derived(Inner):
        pass

    assert type(settle(Derived(2, 3)).scale) is float
