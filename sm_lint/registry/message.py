"""Messages of findings as templates with parts, rendered when a finding is made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """The message of a finding.

    ``Message("`{path}` is read, but {contract} has no input there", path=access.path)``: the engine replaces
    `{contract}` by the contract against which the script is checked, or by all jobs with the same finding.

    Attributes:
        template: one sentence without a full stop, with the names of parts in braces.
        parts: name and text of each part.
    """

    template: str
    parts: tuple[tuple[str, str], ...]

    def __init__(self, template: str, **parts: object) -> None:
        """Create a message from a template and its parts."""
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "parts", tuple((name, str(part)) for name, part in parts.items()))

    @classmethod
    def of(cls, message: Message | str) -> Message:
        """A message; a plain string becomes its only part."""
        return message if isinstance(message, Message) else cls("{text}", text=message)

    def text(self, contract: str = "") -> str:
        """The sentence, with `{contract}` replaced by the name of a contract.

        Raises:
            KeyError: the template names a missing part.
        """
        return self.template.format_map({"contract": contract, **dict(self.parts)})
