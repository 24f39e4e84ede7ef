"""Routines of BLAS and LAPACK under names that compiled code finds, also when it is loaded from disk.

They are those of SciPy, with integers of 32 bits; all arguments are pointers, as in Fortran.
"""

from __future__ import annotations

from llvmlite import binding, ir
from numba.core import cgutils
from numba.extending import get_cython_function_address


def symbol(library: str, routine: str) -> str:
    """The name of a routine of `library`, 'blas' or 'lapack', in compiled code. Asked for when a module is imported."""
    name = f"refimpl_{routine}"
    binding.add_symbol(name, get_cython_function_address(f"scipy.linalg.cython_{library}", routine))
    return name


def letters(builder, text):
    """LLVM: pointers to letters, as Fortran takes them."""
    return [cgutils.alloca_once_value(builder, ir.Constant(ir.IntType(8), ord(letter))) for letter in text]
