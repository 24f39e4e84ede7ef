"""What a problem knows: constants that it may lack, and wrappers that lack what their part lacks.

The word is `hasattr`: a problem has a method where it can answer, and a wrapper has one where its part can.
"""

from __future__ import annotations

from types import MethodType


def known(problem, constant, otherwise):
    """What the problem says of its `constant`, `otherwise` where it does not know it."""
    return getattr(problem, constant)() if hasattr(problem, constant) else otherwise


class Forwarded:
    """A method of a record; an instance has it where its field `part` has the attribute `needs`.

    The class has it always, as the plain function that is compiled.
    """

    def __init__(self, function, part, needs):
        self.__func__, self.part, self.needs = function, part, needs

    def __get__(self, wrapper, cls=None):
        if wrapper is None:
            return self.__func__
        getattr(getattr(wrapper, self.part), self.needs)  # the part's own AttributeError
        return MethodType(self.__func__, wrapper)


def of_objective(function):
    """Decorate a method that asks the field `objective` for what has its name."""
    return Forwarded(function, "objective", function.__name__)


def where(part, needs):
    """Decorate a method that asks the field `part` for `needs`."""
    return lambda function: Forwarded(function, part, needs)
