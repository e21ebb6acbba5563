"""Who asks, from where, and whether the browser was told to ask it by a page of ours."""
