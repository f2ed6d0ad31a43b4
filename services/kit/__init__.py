"""What every service needs and none owns.

The author of a service needs these names and no more: `Service`, `command`, `query`, `consumes`, `due`, `Work`, `Identity`,
`Deadline`, `Events`, `Json`, `Instant`, `attach` and `new_id`. None of them speaks of brokers, green threads or profiles.
"""
