"""What is reported: the annual report as typed cells, compiled from the ledger, checked and compared."""
