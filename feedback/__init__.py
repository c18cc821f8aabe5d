"""What people see and say: prompts, comparisons, preferences, documents, jobs."""
