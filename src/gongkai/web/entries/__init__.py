"""The one append-only table: ledger entries, desk actions, disclosures of personal data, in one chain an office."""
