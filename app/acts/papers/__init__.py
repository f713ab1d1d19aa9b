"""The wording of the documents that acts issue: bodies in documents.body's shape, from the payload and the record."""
