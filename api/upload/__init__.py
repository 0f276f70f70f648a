"""Uploads: multipart bodies, content sniffing, options and filenames."""
