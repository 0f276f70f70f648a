"""How the bundled multilingual reader is made, from a public encoder to the folder that workers load."""
