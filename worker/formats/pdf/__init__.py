"""PDF documents, by pdfium or pdfplumber."""
