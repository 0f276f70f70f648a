"""The service in containers: how large its images are, how fast it starts, and how it scales."""
