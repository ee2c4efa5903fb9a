"""Read rotas as planners keep them: rows of duties, grids, shifts by dates, weekly blocks, patterns and counts.

`files` is the way in. It opens the file, `recognition` tells its layout, a module for each layout reads it, and
`assembly` makes one roster of what they read.
"""
