"""How the suite is watched: alerts, their tests, and the dashboard."""
