"""What several files say together: each call counts once, and each queue is one line."""
