"""Persons who ask: sealed under a key of their own, found by blind indexes, shown masked."""
