import io
import json

from PIL import Image


def input_handler(data, context):
    picture = Image.open(io.BytesIO(data.read()))
    return json.dumps({"instances": [list(picture.getdata())]})


def output_handler(response, context):
    return response.content, context.accept_header
