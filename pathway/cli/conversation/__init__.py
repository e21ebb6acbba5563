"""
A step taken in conversation: what is asked, how an answer is read, and what is kept of what was
typed.
"""
