"""The registers of the desk (登记簿): the standing ledger entries that table two and section one are compiled from."""
