"""`python -m handraiser` is the command `handraiser`."""

from handraiser.cli import main

if __name__ == "__main__":
    main()
