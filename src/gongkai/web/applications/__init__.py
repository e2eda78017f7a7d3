"""Disclosure on application (依申请公开): cases from letterbox to archive."""
