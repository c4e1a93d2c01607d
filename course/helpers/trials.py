"""What a test of a choice fits and scores: models that have a loss and nothing else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from course.helpers import expect
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
        """The `FACTS` about what a choice returns.

        Raises Wrong for what is no pair, and for a model in place of its candidate: what is told of them here is said
        where the model is known, since only plain values come to the test.
        """
        best, scores = expect.results(result, "best", "scores")
        expect.that(not isinstance(best, Model), mistake="choose.model")
        return self.fitted, best, scores
