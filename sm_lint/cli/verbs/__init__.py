"""The verbs: a module each, or a package whose command is in `command`; imported when its verb is called."""
