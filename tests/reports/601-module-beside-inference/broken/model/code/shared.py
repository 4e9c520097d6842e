def rows(body):
    return [line.split(",") for line in body.splitlines()]
