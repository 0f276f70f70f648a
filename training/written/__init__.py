"""Documents and questions that were written by hand, for what is fitted on whole documents."""
