"""The trusted side: it runs the instructor's cells and the tests."""
