"""Read logs: calls, their legs and stages, events, and log-ins of people."""
