"""Ledgers kept elsewhere (Excel, CSV, the core's workbook) come in: mapped, tried, recorded, undone; and go out whole."""
