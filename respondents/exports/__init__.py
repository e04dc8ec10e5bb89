"""What the team takes along as a file: lists of people, and counts."""
