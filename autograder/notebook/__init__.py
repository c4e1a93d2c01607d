"""A notebook's cells as data and as code: no process and no gradebook in here."""
