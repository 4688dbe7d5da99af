"""Carries bytes to and from other systems and keeps what crossed. Knows nothing of health, and judges nobody."""
