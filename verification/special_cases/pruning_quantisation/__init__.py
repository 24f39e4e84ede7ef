"""Special cases of the family pruning and quantisation."""
