"""A parsed document as a whole: the trees of its pages joined, and written as Markdown and as tables."""
