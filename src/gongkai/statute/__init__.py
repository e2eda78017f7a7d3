"""What the law says: dated, cited data and pure functions. Knows of no application, office or file."""
