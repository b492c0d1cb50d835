"""A source's files enter, canon leaves: records, statements, identity, checks. No database is known here."""
