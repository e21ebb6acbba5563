"""
An oracle of the duties: what every duty of a case is, computed anew from what was told, in a way of
its own.

It is written from the design alone and reads the definition as plain data. Of the product it takes
the dates of bank holidays and the recorded events: step, day, input, and what was corrected. `read`
makes entries of the events, `Story` goes through them in the order of the way that was gone, and
`duties` says what follows from all of them.
"""
