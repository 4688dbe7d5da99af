"""The reference point of service: registers, asks, and shows what came of it. Judges nobody."""
