"""Deleting for good: what goes, asking for it, and carrying it out."""
