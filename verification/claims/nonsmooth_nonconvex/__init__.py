"""Claims of the family nonsmooth-nonconvex."""
