"""Why a figure is as it is, or why two scenarios differ: the parts that causes have in it."""
