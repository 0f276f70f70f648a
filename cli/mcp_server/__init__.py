"""The tools that a language model's host calls, by the Model Context Protocol: ``docinsight mcp``."""
