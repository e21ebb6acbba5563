"""
What a step asks for, as data: the forms of a definition, and the models, schemas and typed fields
made from them.

A form is described once, in a definition file. `models` makes pydantic models from it, which check
an input; `fields` lets Python declare the few fields that it reads. Every other field is up to the
partnership.
"""
