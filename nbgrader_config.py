"""What nbgrader, and the autograder beside it, are told about this course. Everything else is nbgrader's default."""

c = get_config()  # noqa: F821  nbgrader puts it there

# Its name in nbgrader's exchange, and in a gradebook on a server.
c.CourseDirectory.course_id = "gradient-descent"

# The hand-written texts (`01_numpy.py`) hold the solutions, and TensorBoard's logs come of running a notebook: neither
# is for release. A module of a student's own is handed in with the notebook, and used.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "[0-9][0-9]_*.py", "runs"]

# The marking schemes of written answers stand in locked question cells, where formgrader shows them to the grader;
# nbgrader alone would only take them in its task cells, which a student cannot answer in place.
c.ClearMarkScheme.enforce_metadata = False

# `nbgrader autograde` marks as `autograder grade` does: cells are known by their text as well, submissions run behind
# walls, and are judged from outside.
c.Autograde.sanitize_preprocessors = [
    "autograder.plugins.execute.Restore",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.plugins.execute.Execute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.plugins.execute.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# A test cell that a student has deleted is put back, and marked.
c.OverwriteCells.add_missing_cells = True

# What students get back shows their answers, marks and messages, and no hidden test or marking scheme. The page
# index.html sums a submission up; `c.StudentPage.solutions = True` adds model solutions once the deadline is over.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.plugins.clearing.ClearHiddenTests",
    "autograder.plugins.clearing.ClearMarkScheme",
    "autograder.plugins.student_page.StudentPage",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
# Its formulas need no network.
c.GenerateFeedback.exporter_class = "autograder.coursedir.feedback_page.FeedbackExporter"
