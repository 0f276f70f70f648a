"""How the bundled models are made. Never imported at run time, in no image."""
