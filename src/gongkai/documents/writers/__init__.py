"""Reports to files: one module a format, report → bytes; none knows another, all follow `outline`."""
