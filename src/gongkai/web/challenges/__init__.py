"""Reconsideration and litigation: papers, the limit of the answer, evidence, decisions, the duty to redo."""
