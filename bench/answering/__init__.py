"""How fast and how well questions are answered, beside other ways to do it."""
