"""What the model learned: versions, the live head, training runs."""
