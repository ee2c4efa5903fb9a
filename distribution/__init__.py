"""Making what is handed out: the shared library of compiled functions, and a folder of wheels."""
