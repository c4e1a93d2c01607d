"""One hand-written text of a step becomes notebooks and releases, and the answer bank tries its tests.

- `steps` reads the text and sets its French in type (`typography`). `build` makes the notebooks, after `checks` has
  found nothing wrong with the text (`translations`: the pairs of languages; `catalogues`: the messages) and `leaks`
  nothing in the release.
- `editions` makes a release in one language. `kit` is what students receive: with the `glossary`, with what they
  install (`wheel`) and the table of exercises (`outline`).
- `answers` reads the answer bank, `bank` adds an answer to it. `known` computes what its wrong answers give, by which
  visible tests name mistakes; `origin` tells when that is out of date.
"""
