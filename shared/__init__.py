"""What the gateway, the workers and the command line agree on. Imports nothing else of ours."""
