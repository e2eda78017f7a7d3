"""The public portal of proactive disclosure (主动公开): columns, items, documents, services, search. See docs/portal.md."""
