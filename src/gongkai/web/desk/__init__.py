"""The desk of the staff: to-do list, cases, search, statistics."""
