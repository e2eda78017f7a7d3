"""Registers whose records have a life of their own: systems (制度), service guides, directory, powers, proposals."""
