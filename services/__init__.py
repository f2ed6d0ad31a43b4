"""The services of Xinmei, their shared kit and the contracts between them."""
