"""What a phone system's exports and a rota sheet say: read, cleaned and measured, and nothing simulated.

`reading` turns files into an `Observations`; `statistics` turns that into the figures of a scenario.
"""
