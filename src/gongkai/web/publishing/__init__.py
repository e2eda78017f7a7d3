"""Proactive disclosure (主动公开): the papers of an office, their review, and what of them stands where in public."""
