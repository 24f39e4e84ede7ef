"""Natural-gradient and Kronecker-factored methods."""
