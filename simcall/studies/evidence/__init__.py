"""What was observed beside the model over the same dates and hours: what fitting and validation both rest on."""
