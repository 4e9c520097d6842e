def input_handler(data, context):
    return data.read()


def output_handler(data, context):
    return data.content, context.accept_header
