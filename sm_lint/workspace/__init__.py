"""What lies at a path: files, unsaved text, and a record of every question asked."""
