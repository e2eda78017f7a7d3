"""Offices in their tree, sections, posts, the leading group, and who may do what where."""
