"""Fine-tuning an encoder on comparisons: batches, the loop, and the checkpoints it resumes from."""
