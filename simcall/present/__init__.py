"""What people see: words, tables, pictures, notebook displays and results folders, made from numbers."""
