"""How fast: every figure a ratio to a peer that computes the same iterates, measured side by side in one run.

`cases` says what is measured, `peers` who else computes it, `ratios` how two programs are timed in turns, `figures`
joins them; `first_call` and `scaling` measure what a single run does not show; `page` writes docs/performance.md.
"""
