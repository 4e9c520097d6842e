"""The files of a run: an overlay of unsaved text over the disk, and a record of every query."""
