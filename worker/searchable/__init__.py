"""Documents as searchable PDFs: their own pages, with the text that OCR read laid invisibly over them."""
