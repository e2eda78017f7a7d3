"""Files to reports: one module a format; none knows another."""
