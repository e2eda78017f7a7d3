"""Severance of papers to disclose (区分处理, Regulation art. 37): marks on an original, the copy, its proof, its release."""
