"""The registry: units, people and roles, applications (Form 1), accounts, changes (Form 2), annual review, name protection."""
