"""The reward head: likelihood of an answer, posterior, raters, choice of the prior."""
