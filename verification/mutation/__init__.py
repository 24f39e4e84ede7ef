"""Generated mutants: every small change of a method's own source, and whether oracle and claims reject it."""
