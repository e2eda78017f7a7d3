"""Files to and from reports and ledgers. The only layer that knows file formats."""
