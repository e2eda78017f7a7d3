"""The office on the web: one desk for those who handle the work, one portal for those who ask. No legal rule lives here."""
