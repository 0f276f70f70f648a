"""Many questions to many documents: the questions' file, the asking, and the sheet of answers."""
