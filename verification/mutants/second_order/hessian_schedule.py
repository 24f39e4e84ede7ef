"""Mistakes in when a Hessian is renewed, which all methods that keep one for a period share."""

from __future__ import annotations

from typing import Any

from verification.claim import mutant


def schedule_mutants(
    base: Any,
    never: str = "the Hessian is never renewed",
    always: str = "the Hessian is renewed at every step",
) -> tuple[Any, Any, Any, Any]:
    """The mistakes as subclasses of `base`, which renews where its `refreshes(k)` says so.

    `never` and `always` are the words for those that renew at no step, and at every one.
    """

    @mutant("SCHED", "the Hessian is renewed one step late, at the end of each phase")
    class RefreshedLate(base):
        """pi advances where k mod m = 1."""

        def refreshes(self, k):
            return k == 0 or k % self.period == 1 % self.period

    @mutant("SCHED", "the counter is off by one: the Hessian is renewed at the last step of each phase")
    class RefreshedEarly(base):
        """pi advances where k mod m = m - 1."""

        def refreshes(self, k):
            return k == 0 or k % self.period == self.period - 1

    @mutant("STALE", never)
    class NeverRefreshed(base):
        """H(x_0) throughout."""

        def refreshes(self, k):
            return k == 0

    @mutant("SCHED", always)
    class AlwaysRefreshed(base):
        """m = 1, whatever else the period decides."""

        def refreshes(self, k):
            return True

    return RefreshedLate, RefreshedEarly, NeverRefreshed, AlwaysRefreshed
