"""The bridge between the judge and a student's process: copies of plain data, and remote objects for everything else.

The modules, from the bytes up:

- `wire` sends frames of bytes. `values` turns plain values into documents, and `scalars` reads numbers.
  `moments` has dates, times and time zones.
  `arrays` does so for arrays of numbers, `tables` for pandas, `sparse` for SciPy's matrices, and `codecs` for the
  values of other libraries.
- `sharing` keeps mutable values the same on both sides. `kinds` lists the kinds of these values, and `containers`
  those of Python itself. `memory` makes views of shared arrays and tensors. `tensors` and `gradients` keep a tensor's
  gradient, and `transforms` carries calls inside the transforms of `torch.func`. `snapshots` finds changes, `states`
  checks the state of generators and optimizers, and `heap` holds the objects that are lent.
- `proxy` stands for an object of the other side. `operators` has its special methods, `views` and `readings` the
  access to its data. `chunks` fetches its items, and `lookalike` makes the class that isinstance() sees.
  `subclasses` is for plain data with methods, `exceptions` for errors, `signatures` for those of functions, and
  `annotations` for types such as `list[int]`. `awaiting` awaits coroutines, and `deriving` makes a class below one of
  the other side.
- `trust` lists what a student's object may answer for itself, and `claims` looks what the solution's could. `lending`
  says which requests about the judge's objects are answered, and `serving` answers them. `library_objects` keeps the
  identity of a library's objects, and `places` translates paths.
- `codec` encodes every value with one of these modules. `together` makes several calls with one message, and
  `methods` reads and calls an attribute with one. `peer` is one end of the bridge, with its requests and answers.
  `turns` has its threads wait for each other. `port` is the part of it that remote objects use.

Both ends run the same code, and they differ only in trust. The judge's end never unpickles and never evaluates. It
never looks up a class by a name that has arrived, and it answers only requests about objects that it has lent itself.
"""
