"""The bridge between the judge and a student's process: plain data as copies, everything else as remote objects.

`wire` frames bytes, `values` turns plain values into them (`arrays`: of numbers; `frames`: pandas' tables), `shared`
keeps mutable values the same on both sides (`tensors`: with their gradients), `graph` carries gradients, `remote`
stands for objects of the other side (`specials`: their special methods; `markers`: for what `isinstance` is told),
`grown` for plain data with methods, `errors` for exceptions. `objects` sends what is not plain by all of these,
`lending` says what of the judge's is served, and `link` is one end of the bridge: requests and answers.

Both ends run the same code; what differs is trust. The judge's end never unpickles, never evaluates, never looks up a
class by a name that came across, and serves only what it exported itself.
"""
