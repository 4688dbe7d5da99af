"""What the commands of the command line do. One module for each, or for a few that belong together."""
