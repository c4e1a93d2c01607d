"""A submitted notebook made fit to run: the instructor's cells as the instructor wrote them, the rest as data.

nbgrader does this with `DeduplicateIds`, `OverwriteKernelspec` and `OverwriteCells`, against the database. Here the
source cells come with the task. What a student did to the metadata is not upgraded or checked but replaced.
"""

from collections import Counter
from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from autograder.coursedir.assignment import Assignment, NotebookSource, SourceCell, marks, new_cell
from autograder.coursedir.choosing import as_handed_out
from autograder.coursedir.settings import PlainPreprocessor
from autograder.faults import Reason, Refused
from autograder.messages import LOCALE
from autograder.notebook.code import names_of
from autograder.notebook.editions import words
from autograder.notebook.marks import grade_id_of
from autograder.notebook.recognize import Recognition
from course.helpers.language import N_, each

# nbclient does not run a cell with the first tag, which would then pass.
STEERING_TAGS = {"skip-execution", "raises-exception"}


def restore(notebook: NotebookNode, source: NotebookSource, assignment: Assignment) -> list[Reason]:
    """Put the instructor's cells back, in place, and return what is worth a remark.

    Of a grade_id that stands more than once the last cell counts that was worked on; the others become plain cells, as
    do cells with an unknown grade_id. What a student typed into a cell of the instructor's stays in a cell beside it.

    Raises Refused where most of the assignment is not there.
    """
    known = {cell.grade_id: cell for cell in source.cells}
    ids = Counter(map(grade_id_of, notebook.cells))
    recognition = Recognition(notebook.cells, source.outline)
    missing = _missing(recognition, source)
    doubled = sorted(grade_id for grade_id in known if ids[grade_id] > 1)
    changed = _keep_what_was_typed(recognition, known)
    beside = [] if source.reading.open_names else _take_answers_beside(recognition, known)
    mended = [grade_id for grade_id in known if not ids[grade_id] and recognition.of(grade_id) is not None]
    missing = [grade_id for grade_id in missing if grade_id not in mended]
    copies = {id(cell) for cell in recognition.copies_below()}
    notebook.cells[:] = [cell for cell in notebook.cells if id(cell) not in copies]
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None  # whatever the course configures: outputs are marks
    for grade_id, part in known.items():
        if (cell := recognition.of(grade_id)) is not None:
            _restore_cell(cell, part, recognition.outline[recognition.index(grade_id)].editions)
    if source.kernelspec:
        notebook.metadata["kernelspec"] = nbformat.from_dict(source.kernelspec)
    if assignment.add_missing_cells:
        _add_missing(notebook, source, recognition, assignment.missing_cell_notification)
    remarks = {
        N_("cells that stand more than once; of each, the last that was worked on counts: {names}"): doubled,
        N_("cells without nbgrader's metadata, known by their text or place: {names}"): mended,
        N_("cells that were changed and are put back; what was typed there stands beside them: {names}"): changed,
        N_("answers that were written in another cell, which counts for them: {names}"): beside,
        N_("graded cells that were deleted: {names}"): missing,
    }
    return [Reason(text, {"names": ", ".join(names)}) for text, names in remarks.items() if names]


def apply(preprocessors: Iterable[PlainPreprocessor], notebook: NotebookNode, names: dict[str, str]) -> NotebookNode:
    """Run the course's own preprocessors; `names`: student, assignment and notebook, as nbgrader passes them."""
    resources = {"nbgrader": names, "unique_key": names["notebook"], "metadata": {}}
    for plain in preprocessors:
        preprocessor = plain.make()
        if preprocessor.enabled:
            notebook, resources = preprocessor.preprocess(notebook, resources)
    return notebook


def _missing(recognition: Recognition, source: NotebookSource) -> list[str]:
    """The graded cells that are not there. Raises Refused where hardly any exercise is, with its test or without."""
    graded = [cell for cell in source.cells if cell.grade or cell.task]
    missing = [cell for cell in graded if recognition.of(cell.grade_id) is None]
    answers = {name for index in recognition.found for name in recognition.outline[index].names}
    lost = [cell for cell in missing if cell.solution or not answers & _reads(cell)]
    if 2 * len(lost) > len(graded):
        problem = N_(
            "most of the assignment is not in it, {names} are missing; hand in the notebook that was given out"
        )
        raise Refused(problem, names=", ".join(cell.grade_id for cell in lost))
    return [cell.grade_id for cell in missing]


def _reads(cell: SourceCell) -> frozenset[str]:
    """The names that a test has from elsewhere."""
    names = names_of(cell.source)
    return names.reads - names.stores if cell.cell_type == "code" else frozenset()


def _keep_what_was_typed(recognition: Recognition, known: dict[str, SourceCell]) -> list[str]:
    """Put a copy of each of the instructor's cells that a student changed beside it; it is the student's from now on.

    Code runs before the cell, so that a test finds an answer that was typed into it.
    """
    changed: list[str] = []
    for grade_id, part in known.items():
        cell = recognition.of(grade_id)
        if cell is None or not part.locked or not _was_changed(cell, part, recognition):
            continue
        said = each(
            N_("This is {grade_id} as it was handed in. The instructor's cell is put back beside it, and counts."),
            folder=LOCALE,
            values={"grade_id": grade_id},
        )
        own = nbformat.from_dict({"id": f"typed-{len(changed)}", "cell_type": cell.cell_type, "metadata": {}})
        if cell.cell_type == "code":
            own.update(outputs=[], execution_count=None, source="\n".join([cell.source, *(f"# {one}" for one in said)]))
        else:
            own.source = "\n\n".join([cell.source, *(f"*{one}*" for one in said)])
        place = next(at for at, other in enumerate(recognition.cells) if other is cell)
        recognition.cells.insert(place + (cell.cell_type != "code"), own)
        changed.append(grade_id)
    return changed


def _was_changed(cell: NotebookNode, part: SourceCell, recognition: Recognition) -> bool:
    """Whether somebody typed something into the cell since it was handed out."""
    index = recognition.index(part.grade_id)
    if recognition.is_as_handed_out(index, cell) or words(cell.source) == words(part.source):
        return False
    if as_handed_out(cell):  # as an earlier release had it
        return False
    given = [part.source, recognition.outline[index].text, *recognition.outline[index].editions]
    return bool(set(words(cell.source).split("\n")) - {line.rstrip() for text in given for line in text.splitlines()})


def _take_answers_beside(recognition: Recognition, known: dict[str, SourceCell]) -> list[str]:
    """Where a written answer's cell is gone or as it was handed out, a student's own cell beside it is the answer."""
    taken = []
    for grade_id, part in known.items():
        cell, index = recognition.of(grade_id), recognition.index(grade_id)
        if not (part.grade and part.solution):
            continue
        untouched = cell is None or not cell.source.strip() or recognition.is_as_handed_out(index, cell)
        if untouched and (answer := recognition.answer_beside(index, part.cell_type)) is not None:
            recognition.found[index] = answer
            if cell is not None:
                taken.append(grade_id)
    return taken


def _restore_cell(cell: NotebookNode, source: SourceCell, editions: Iterable[str]) -> None:
    """Put back what is the instructor's. A stub of a kit in one language becomes that of the gradebook.

    By its checksum nbgrader then knows that there is no answer.
    """
    if cell.cell_type != source.cell_type:
        cell.pop("attachments", None)
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
        cell.cell_type = source.cell_type
    if source.locked or words(cell.source) in map(words, editions):
        cell.source = source.source
    if source.grade or source.locked:
        tags = cell.metadata.pop("tags", [])
        tags = tags if isinstance(tags, list) else []
        if kept := [tag for tag in tags if isinstance(tag, str) and tag not in STEERING_TAGS]:
            cell.metadata["tags"] = kept
    cell.metadata["nbgrader"] = marks(source)


def _add_missing(notebook: NotebookNode, source: NotebookSource, recognition: Recognition, notification: str) -> None:
    """Put deleted graded cells back where they belong, tasks at the end, as nbgrader does."""
    for cell in source.cells:
        if not (cell.grade or cell.task) or recognition.of(cell.grade_id) is not None:
            continue
        added = new_cell(cell)
        if notebook.nbformat_minor < 5:
            del added["id"]
        note = notification.format(cell_id=cell.grade_id)
        added.source = ("# " if cell.cell_type == "code" else "") + note + added.source
        index = recognition.index(cell.grade_id)
        place = len(notebook.cells) if cell.task else recognition.place_of(index, _reads(cell))
        notebook.cells.insert(place, added)
        recognition.found[index] = added
