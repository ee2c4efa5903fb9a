"""What a scenario may say: frozen models with units."""
