"""A paragraph → typed findings: dates, casualties, actors, weapons, places, control."""
