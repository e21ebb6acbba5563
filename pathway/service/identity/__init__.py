"""Who is asking: tokens for the command line, sign-in links and codes, and sessions at the desk."""
