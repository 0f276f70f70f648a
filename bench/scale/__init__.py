"""How the service scales: workers, the store and the gateway, measured, and what follows for many machines."""
