"""Rules: pure functions and frozen values, standard library only."""
