"""What people and events ask of review, one function a use case: rights are checked, the domain asked, events told, the ledger kept."""
