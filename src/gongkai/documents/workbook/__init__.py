"""The workbook (台账): the xlsx an office keeps ↔ its ledger. docs/workbook.md describes every sheet and column."""

from gongkai.documents.workbook.book import LedgerBook
from gongkai.documents.workbook.problems import Problem
from gongkai.documents.workbook.read import read_ledger
from gongkai.documents.workbook.write import write_ledger, write_template

__all__ = ["LedgerBook", "Problem", "read_ledger", "write_ledger", "write_template"]
