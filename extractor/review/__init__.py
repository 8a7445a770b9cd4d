"""A person decides: the review page, the log of decisions, and what becomes of the records by them."""
