"""How quick and how big the harness is, beside something bare. Run with ``python -m benchmarks``; no test times it."""
