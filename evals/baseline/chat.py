"""The bare chat that tutorials build: Gradio's ChatInterface over the baseline's search, and nothing else.

Run as a program, `python -m evals.baseline.chat FOLDER PORT`: it serves the sample reports on this machine.

No `from __future__ import annotations` here: Gradio reads the annotations of handlers as types.
"""

import os
import sys
from pathlib import Path
from typing import Any

ENDPOINT = "chat"


def build_chat(folder: Path) -> Any:  # noqa: ANN401 - Gradio has no types
    """The chat over the sample reports; without a model it answers with the chunks that it would hand to one.

    Args:
        folder: Where its store is made.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gradio as gr

    from app.samples import sample_files
    from app.wiring import default_embedder
    from evals.baseline.tutorial import TutorialRag

    rag = TutorialRag(default_embedder(), folder)
    for file in sample_files():
        rag.add(file)

    def answer(message: str, history: list[Any]) -> str:
        return "\n\n".join(f"{chunk.text}\n({chunk.source_file})" for chunk in rag.search(message))

    return gr.ChatInterface(answer, api_name=ENDPOINT)


def main() -> None:
    """Serves until the process is ended."""
    folder, port = sys.argv[1:]
    build_chat(Path(folder)).launch(server_name="127.0.0.1", server_port=int(port), quiet=True)


if __name__ == "__main__":
    main()
