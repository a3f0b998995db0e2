"""What the front end is told through Jupyter's own events: a schema and its teller a noun."""
