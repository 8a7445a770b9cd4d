"""Passages → incidents: statements, events, records, doubts, and the totals that the report states."""
