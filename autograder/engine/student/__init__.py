"""The student side: it never imports the judge, the plan or the course folder."""
