"""File formats: each opens a document and yields its pages."""
