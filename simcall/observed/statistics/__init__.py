"""What observations say in figures: a module for each subject, in the order in which `measuring` asks them."""
