"""What each command can be given: one frozen record a command, whose fields are its arguments and options."""
