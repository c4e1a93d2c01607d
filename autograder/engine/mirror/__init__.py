"""What the two sides share as if they were one kernel."""
