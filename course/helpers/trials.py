"""What a test of a choice fits and scores: models that have a loss and nothing else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from course.helpers import expect
from course.helpers.compare import NO_RETURN
from course.helpers.language import Word, _

# What a test asks of a choice, by name: what `fit` was called with, and the two results.
FACTS = (Word(_("arguments of fit")), "best", "scores")


class Model(NamedTuple):
    """What `fit` returns: its number, from 0 on."""

    number: int


class Trials:
    """`fit` makes the next model, and `score` tells its loss, from `losses[0]` on. `fitted`: what `fit` was given."""

    def __init__(self, losses: Sequence[float]) -> None:
        self.losses = losses
        self.fitted: list[Any] = []

    def fit(self, candidate: Any) -> Model:
        self.fitted.append(candidate)
        return Model((len(self.fitted) - 1) % len(self.losses))

    def score(self, model: Model) -> float:
        """The loss of a model that `fit` has returned. Raises Wrong for anything else, and names the mistake."""
        if not isinstance(model, Model):
            expect.fail(of="score(model)", mistake="choose.not_the_model")
        return self.losses[model.number]

    def facts(self, result: Any) -> tuple[list[Any], Any, Any]:
        """The `FACTS` about what a choice returns: a result that is no pair stands in place of `best`, alone."""
        expect.that(result is not None, NO_RETURN)
        pair = isinstance(result, list | tuple) and not isinstance(result, Model) and len(result) == 2
        best, scores = result if pair else (result, Word(_("nothing")))
        return self.fitted, Word(_("a model")) if isinstance(best, Model) else best, scores
