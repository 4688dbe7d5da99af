"""The words of the specification: actors, workflows, options, requirements. Data and names, no behaviour."""
