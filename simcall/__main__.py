"""``python -m simcall``."""

from simcall.cli import main

if __name__ == "__main__":
    main()
