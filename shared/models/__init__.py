"""The records that travel between the rooms: jobs, documents, pages, answers, problems."""
