"""SMP: container paths."""
