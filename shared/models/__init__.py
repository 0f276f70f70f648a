"""The records that gateway, workers and command line share: jobs, documents, pages, answers, problems."""
