"""What was observed: exchanges, steps and findings. Frozen and append-only; judges nothing, sends nothing."""
