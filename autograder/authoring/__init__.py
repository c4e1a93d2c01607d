"""One hand-written text of a step becomes notebooks and releases, and the answer bank tries its tests.

- `steps` reads the text. `build` makes the notebooks, after `checks` has found nothing wrong with the text
  (`translations`: the pairs of languages; `catalogues`: the messages) and `leaks` nothing in the release.
- `editions` makes a release in one language, with `typography` and the `glossary`. `kit` is what students receive,
  `wheel` what they install of it, `outline` the table of exercises in it.
- `answers` reads the answer bank, `bank` adds an answer to it. `known` computes what its wrong answers give, by which
  visible tests name mistakes; `origin` tells when that is out of date.
"""
