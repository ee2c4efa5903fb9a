"""Other programs that simulate the model of `benchmarks.models.two_lines`, to be timed beside simcall."""
