"""
Taking a step by answering questions: what is asked, how an answer is read, and how answers are
kept.
"""
