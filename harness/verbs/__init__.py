"""What can be said on the command line beside ``cli.py``, a module a family of commands. Loads nothing but click."""
