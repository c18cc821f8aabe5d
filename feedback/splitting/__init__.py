"""Documents become leaves, and leaves a tree."""

from feedback.splitting.document import split_document
from feedback.splitting.leaves import split_leaves
from feedback.splitting.options import LEAST, UNITS, Splitting
from feedback.splitting.shape import tree_shape

__all__ = ["LEAST", "UNITS", "Splitting", "split_document", "split_leaves", "tree_shape"]
