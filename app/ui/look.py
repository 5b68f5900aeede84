"""The look of the page: its theme, style sheet and script."""

from __future__ import annotations

from importlib import resources
from typing import Any


def asset(name: str) -> str:
    """A file of this package's `assets` folder."""
    return resources.files("app.ui").joinpath("assets", name).read_text("utf-8")


def head_html() -> str:
    """What the page's head gets: the script that moves the focus between citations and sources."""
    return f"<script>{asset('page.js')}</script>"


def build_theme() -> Any:  # noqa: ANN401 - Gradio has no types
    """System fonts (Gradio's own lack letters in bold) and colours with enough contrast."""
    import gradio as gr

    fonts = ["system-ui", "-apple-system", "Segoe UI", "Arial", "sans-serif"]
    return gr.themes.Default(primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["monospace"]).set(
        body_text_color_subdued="*neutral_600",
        block_info_text_color="*neutral_600",
        input_border_color="*neutral_500",  # what shows a control needs 3:1 (WCAG 1.4.11)
        input_border_color_dark="*neutral_400",
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
    )
