"""Who grades the graders? `autograder audit`: what would slip through the tests, and whom they would wrong.

A step's solutions are changed in small ways (`mutants`, by the operators of `expressions` and `statements`) and graded
as students' answers (`runs`). A changed solution that keeps its points is a gap in the tests, unless it does the same
as the solution (`equivalent`). The answer bank and the answers of nobody's making (`impostors`) are graded likewise.
`examination` puts it all together, `table` shows it.
"""
