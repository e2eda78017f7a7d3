"""Letters and records (文书) of disclosure on application: composed from facts, set as DOCX and PDF."""
