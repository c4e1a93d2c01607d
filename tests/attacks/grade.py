"""Grade attacks with the autograder: `python -m tests.attacks.grade FOLDER ATTACK…` says in JSON what came of them."""

import json
import sys
from pathlib import Path

from autograder.batch.run import grade
from tests.attacks.course import ASSIGNMENT
from tests.attacks.suite import BY_NAME, Run, run


def with_the_autograder(course: Path, done: Run) -> None:
    summary = grade(course, [ASSIGNMENT])
    done.refused = {event.student: event.reason for event in summary.of("refused")}
    done.ungraded = {event.student: event.reason for event in summary.of("ungraded")}


def main() -> None:
    attacks = [BY_NAME[name] for name in sys.argv[2:]]
    done = run(Path(sys.argv[1]), attacks, with_the_autograder)
    forged = {attack.name: done.forged(attack) for attack in attacks}
    read = {attack.name: done.read(attack) for attack in attacks}
    result = {
        "triple": {attack.name: done.scores.get(attack.name, {}).get("test_triple") for attack in attacks},
        "forged": {name: tests for name, tests in forged.items() if tests},
        "read": {name: secrets for name, secrets in read.items() if secrets},
        "harmed": done.harmed(),
        "heard": len(done.heard),
        "left_behind": done.left_behind,
        "processes": len(done.processes),
        "ungraded": done.ungraded,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
