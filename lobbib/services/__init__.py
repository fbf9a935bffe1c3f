"""Verbs with an actor. A service checks the policy, owns the transaction, and leaves a trace."""
