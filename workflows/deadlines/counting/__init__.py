"""How a duty is counted: by which clock it runs, when it is suspended, when it is due."""
