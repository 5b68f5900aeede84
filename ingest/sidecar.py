"""Finds the YAML file beside a report and reads it into plain values, refusing what would harm or mislead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
PLAIN_HELP = "Write one `field: value` on each line, for example `kind: 7-minute briefing`."


class OverrideError(IngestError):
    """What a person wrote to describe a report cannot be used."""


@dataclass(frozen=True, slots=True)
class SidecarValues:
    """What a sidecar says, as plain values.

    Args:
        fields: By name.
        lines: The 1-based line on which each field stands.
    """

    fields: Mapping[str, Any]
    lines: Mapping[str, int]


def find_sidecar(path: Path) -> Path | None:
    """The file that describes the report at `path`: `NAME.pdf.meta.yaml`, else `NAME.meta.yaml`; `None` if neither is.

    The longer name wins, as it can speak for the PDF where a Word file of the same name lies beside it.
    """
    names = (path.name + SUFFIX, path.stem + SUFFIX)
    return next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)


def sidecar_values(path: Path) -> SidecarValues:
    """Reads a sidecar.

    Raises:
        OverrideError: It is too large, no plain YAML mapping, or names a field twice.
    """
    import yaml

    text = _text(path)
    try:
        _refuse_what_is_not_plain(path, yaml.parse(text, Loader=yaml.SafeLoader))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        fields = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise OverrideError(path.name, f"{path.name}{line} is not YAML: {error.problem}.", PLAIN_HELP) from error
    except (yaml.YAMLError, ValueError) as error:  # a ValueError is a date or a number that there is not
        raise OverrideError(path.name, f"{path.name} cannot be read: {error}.", PLAIN_HELP) from error
    if fields is None:
        return SidecarValues({}, {})
    if not isinstance(node, yaml.MappingNode):
        raise OverrideError(path.name, f"{path.name} holds no fields.", PLAIN_HELP)
    return SidecarValues({str(name): value for name, value in fields.items()}, _lines(path, node))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise OverrideError(path.name, f"{path.name} is larger than {LARGEST // 1024} kB.", PLAIN_HELP)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise OverrideError(path.name, f"{path.name} cannot be opened.", "Check who may read it.") from error
    except UnicodeDecodeError as error:
        raise OverrideError(path.name, f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error


def _refuse_what_is_not_plain(path: Path, events: Any) -> None:  # noqa: ANN401 - PyYAML types no events
    """Refuses anchors, which can make a small file unfold without end, and nesting that would exhaust the stack."""
    import yaml

    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "is nested too deeply" if depth > DEEPEST else "uses an anchor (& or *)"
            line = event.start_mark.line + 1
            raise OverrideError(path.name, f"{path.name}, line {line} {what}.", "Write each value out in full.")


def _lines(path: Path, node: yaml.MappingNode) -> dict[str, int]:
    lines: dict[str, int] = {}
    for key, _value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in lines:
            raise OverrideError(
                path.name,
                f'{path.name} says "{name}" on line {lines[name]} and again on line {line}.',
                "Keep one of the two.",
            )
        lines[name] = line
    return lines
