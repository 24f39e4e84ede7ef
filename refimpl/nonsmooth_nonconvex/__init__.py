"""Frank-Wolfe (conditional gradient) methods."""
