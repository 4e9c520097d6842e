"""Messages of findings, kept as a template and its parts until a finding is made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """What a finding says.

    ``Message("`{path}` is read, but {contract} has no input there", path=access.path)``: in place of `{contract}` the engine
    puts the contract that the script is checked against, or all the jobs under which the finding is the same.

    Attributes:
        template: one sentence without a full stop, with the names of parts in braces.
        parts: name and text of each part.
    """

    template: str
    parts: tuple[tuple[str, str], ...]

    def __init__(self, template: str, **parts: object) -> None:
        """Make a message of a template and its parts."""
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "parts", tuple((name, str(part)) for name, part in parts.items()))

    @classmethod
    def of(cls, message: Message | str) -> Message:
        """A message; a plain text has one part, itself."""
        return message if isinstance(message, Message) else cls("{text}", text=message)

    def text(self, contract: str = "") -> str:
        """The sentence, with the name of a contract in place of `{contract}`.

        Raises:
            KeyError: the template names a part that was not given.
        """
        return self.template.format_map({"contract": contract, **dict(self.parts)})
