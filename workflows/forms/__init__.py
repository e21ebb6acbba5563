"""
What a step asks for, as data: the forms of a definition, and the models, schemas and typed readings
made of them.

A form is described once, in a definition file. `models` makes pydantic models of it, which check an
input; with `fields` Python declares the few fields that it reads. Every other field is up to the
partnership.
"""
