"""How a scenario is written and played: steps, casting, players, waits, people. Knows no pytest and draws no report."""
