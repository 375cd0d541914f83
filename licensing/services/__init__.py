"""All writes of the room. Each runs in one transaction and says what happened."""
