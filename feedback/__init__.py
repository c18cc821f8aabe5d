"""What people see and say: prompts, comparisons, preferences, documents, jobs."""

__version__ = "0.1.0"
