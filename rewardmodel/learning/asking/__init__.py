"""What to ask next: candidates, acquisition rules, batches, and what a rule has been worth."""
