"""What is wrong with a scenario: every problem at once."""
