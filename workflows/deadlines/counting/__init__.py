"""How a duty is counted: by which clock it runs, when it stands still, when it is due."""
