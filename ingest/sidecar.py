"""Finds the YAML file beside a report, and reads YAML that people write into plain values, refusing what would harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.files import shown_name
from ingest.lines import clean
from knowledge.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import yaml

SUFFIX = ".meta.yaml"
LARGEST = 64 * 1024
"""Bytes: a description is some lines long."""
DEEPEST = 6
"""Levels: the deepest that a description needs is three."""
LONGEST_REPEATED = 60
"""Characters of what a person wrote that an error repeats."""
PLAIN_HELP = "Write one `field: value` on each line, for example `kind: 7-minute briefing`."


class OverrideError(IngestError):
    """What a person wrote to describe a report cannot be used.

    Each part is made one line without control characters: it may repeat what somebody else's file holds.
    """

    def __init__(self, source: str, message: str, help_message: str = "") -> None:
        super().__init__(one_line(source), one_line(message), one_line(help_message))


@dataclass(frozen=True, slots=True)
class PlainValues:
    """What somebody's YAML says, as plain values.

    Args:
        fields: By name.
        lines: The 1-based line on which each field stands.
    """

    fields: Mapping[str, Any]
    lines: Mapping[str, int]


def one_line(text: str) -> str:
    """The same words on one line that every terminal and file can hold."""
    return " ".join(clean(text.encode("utf-8", "replace").decode("utf-8")).split())


def repeated(text: str) -> str:
    """What a person wrote, cut to what an error has room for, and without what a terminal may not print."""
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return printable if len(text) <= LONGEST_REPEATED else printable[: LONGEST_REPEATED - 1] + "…"


def find_sidecar(path: Path) -> Path | None:
    """The file that describes the report at `path`: `NAME.pdf.meta.yaml`, else `NAME.meta.yaml`; `None` if neither is.

    The longer name wins, as it can speak for the PDF where a Word file of the same name lies beside it.
    """
    names = (path.name + SUFFIX, path.stem + SUFFIX)
    return next((path.with_name(name) for name in names if _is_file(path.with_name(name))), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False


def sidecar_values(path: Path) -> PlainValues:
    """Reads a sidecar.

    Raises:
        OverrideError: It cannot be opened, is too large, no plain YAML mapping, or names a field twice.
    """
    return values_of(shown_name(path), _text(path))


def values_of(source: str, text: str) -> PlainValues:
    """Reads the text of a YAML mapping.

    Args:
        source: What to call it where it is wrong.
        text: The text.

    Raises:
        OverrideError: It is too large, no plain YAML mapping, or names a field twice.
    """
    import yaml

    if len(text) > LARGEST:
        raise OverrideError(source, f"{source} is larger than {LARGEST // 1024} kB.", PLAIN_HELP)
    try:
        _refuse_what_is_not_plain(source, yaml.parse(text, Loader=yaml.SafeLoader))
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return PlainValues({}, {})
        if not isinstance(node, yaml.MappingNode):
            raise OverrideError(source, f"{source} holds no fields.", PLAIN_HELP)
        lines = _lines(source, node)
        # A name such as 2024 or `yes` would be a number or truth to YAML: it counts as it is written.
        return PlainValues({key.value: loader.construct_object(value, deep=True) for key, value in node.value}, lines)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise OverrideError(source, f"{source}{line} is not YAML: {error.problem}.", PLAIN_HELP) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: a date or number that there is not
        raise OverrideError(source, f"{source} cannot be read: {error}.", PLAIN_HELP) from error


def _text(path: Path) -> str:
    name = shown_name(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise OverrideError(name, f"{name} is larger than {LARGEST // 1024} kB.", PLAIN_HELP)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise OverrideError(name, f"{name} cannot be opened.", "Check who may read it.") from error
    except UnicodeDecodeError as error:
        raise OverrideError(name, f"{name} is not UTF-8 text.", "Save it as UTF-8.") from error


def _refuse_what_is_not_plain(source: str, events: Any) -> None:  # noqa: ANN401 - PyYAML types no events
    """Refuses anchors, which can make a small file unfold without end, tags, and nesting that exhausts the stack."""
    import yaml

    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            what = "is nested too deeply"
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "uses an anchor (& or *)"
        elif getattr(event, "tag", None):
            what = "uses a tag (!)"
        else:
            continue
        line = event.start_mark.line + 1
        raise OverrideError(source, f"{source}, line {line} {what}.", "Write each value out in full.")


def _lines(source: str, node: yaml.MappingNode) -> dict[str, int]:
    """The line of each field, in order. Raises OverrideError where one is no word, or is there twice."""
    lines: dict[str, int] = {}
    for key, _value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str) or key.value == "<<":
            raise OverrideError(source, f"{source}, line {line}: the name of a field must be one word.", PLAIN_HELP)
        if key.value in lines:
            raise OverrideError(
                source,
                f'{source} says "{repeated(key.value)}" on line {lines[key.value]} and again on line {line}.',
                "Keep one of the two.",
            )
        lines[key.value] = line
    return lines
