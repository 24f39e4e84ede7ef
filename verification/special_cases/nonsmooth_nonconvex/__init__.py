"""Cases made for methods of the family nonsmooth-nonconvex."""
