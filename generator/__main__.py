"""``python -m generator``: the command line."""

if __name__ == "__main__":  # a worker process imports this file too, and needs nothing of it
    import sys

    from generator.cli import main

    sys.exit(main())
