"""What is shipped, written, left and found."""
