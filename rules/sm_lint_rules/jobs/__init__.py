"""Rules about the fields of job definitions: names, values, inputs and outputs, spot instances."""
