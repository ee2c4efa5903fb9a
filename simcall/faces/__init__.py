"""Faces of studies: the numbers of each study with their tables, pictures, files and notebook display.

Each class adds presentation to one class of numbers, for example `Results` to `RunNumbers`. The function beside it runs
the study and returns the class. No room below this one imports a face.
"""
