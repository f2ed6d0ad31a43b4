"""Alerts: incidents, duty and escalation, directives with receipts, freezes, takedowns, and the messages that tell of them."""
