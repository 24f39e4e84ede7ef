"""Code that one process compiles and the next finds on disk."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

_SCRIPT = """
from numba.core import event
from refimpl.core.loop import loop

with event.install_recorder("numba:compile") as record:
{body}
print(len([e for _, e in record.buffer if e.data["dispatcher"].py_func is loop]))
print(found)
"""


def found_again(body, folder):
    """What `body`, lines of Python that run something compiled, leaves in `found`: the same text from two processes.

    The first compiles the loop into the empty `folder`, the second compiles none.
    """
    script = _SCRIPT.format(body=textwrap.indent(textwrap.dedent(body), "    "))
    (compiled, first), (again, second) = (
        subprocess.run([sys.executable, "-c", script], env=os.environ | {"REFIMPL_CACHE_DIR": str(folder)},
                       capture_output=True, text=True, check=True).stdout.splitlines()
        for _ in range(2)
    )  # fmt: skip
    assert int(compiled) > 0
    assert int(again) == 0
    assert first == second
    return first
