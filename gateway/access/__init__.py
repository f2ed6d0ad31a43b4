"""Who may come in: what a session or an access token stands for at this moment, and how often it may ask."""
