"""What an act does once its guards have passed: rows, documents, variables, entries for the trace."""
