"""What test cells are made of; a notebook imports it as `course.helpers.expect`."""
