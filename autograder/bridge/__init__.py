"""The bridge between the judge and a student's process: plain data as copies, everything else as remote objects.

From the bytes up:

- `wire` frames bytes. `values` turns plain values into documents: `arrays` of numbers, `tables` of pandas, `sparse`
  tensors, and the values of other libraries in `codecs`.
- `sharing` keeps mutable values the same on both sides. `kinds` says which values those are, `tensors` and `gradients`
  keep a tensor's gradient, `transforms` carries calls inside
  `torch.func`'s transforms, `snapshots` and `states` tell what has changed, `heap` holds what crossed.
- `proxy` stands for an object of the other side. `operators` are its special methods, `views` and `readings` what it
  shows of its data, `chunks` fetches its items, `lookalike` is the class that it passes for. `subclasses` are plain
  data with methods, `exceptions` errors, `signatures` those of functions.
- `trust` says what a student's object may answer for itself. `lending` says which of the judge's objects are served,
  and how; `library_objects`, `handed` and `places` keep whose an object or a text is.
- `codec` sends every value by one of these. `together` asks for several calls with one message, `methods` for an
  attribute and its call. `peer` is one end of the bridge: requests and answers. `port` is what the
  other modules know of it.

Both ends run the same code; what differs is trust. The judge's end never unpickles, never evaluates, never looks up a
class by a name that came across, and serves only what it exported itself.
"""
