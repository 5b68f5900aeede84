"""Write the sample reports as web pages of an invented council: NN-name.txt becomes NN-name.html."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING

from knowledge.sample_reports.source import FOLDER, Block, Part, Sample, parts, read_samples

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Template("""\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title - $site</title>
<style>
body { margin: 0; font: 1.1rem/1.5 sans-serif; color: #0b0c0c; }
header, nav, main, aside, footer, .cookie-banner { padding: 0.5rem 1.5rem; }
header, footer { background: #1d3c5a; color: #fff; }
header a, footer a { color: #fff; }
nav ul, footer ul { display: flex; flex-wrap: wrap; gap: 1.5rem; padding: 0; list-style: none; }
main { max-width: 50rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #767676; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
.cookie-banner { background: #f3f2f1; }
</style>
</head>
<body>
<div class="cookie-banner" id="cookie-banner" role="region" aria-label="Cookies">
<h2>Cookies on this website</h2>
<p>We use some essential cookies to make this website work. We would like to set more to see how you use it.</p>
<button type="button">Accept additional cookies</button>
<button type="button">Reject additional cookies</button>
</div>
<a class="skip-link" href="#content">Skip to main content</a>
<header>
<p><a href="/">$site</a></p>
<form action="/search" role="search">
<label for="search">Search this site</label> <input id="search" name="q" type="search"> <button>Search</button>
</form>
</header>
<nav aria-label="Main">
<ul>
<li><a href="/children">Children and families</a></li>
<li><a href="/adults">Adults</a></li>
<li><a href="/training">Training</a></li>
<li><a href="/news">News</a></li>
</ul>
</nav>
<nav class="breadcrumbs" aria-label="Breadcrumb">
<ol>
<li><a href="/">Home</a></li>
<li><a href="/children/learning">Learning from audits</a></li>
</ol>
</nav>
<main id="content">
$report
</main>
<aside aria-label="Related pages">
<h2>Related pages</h2>
<ul>
<li><a href="/children/learning/reviews">Learning from reviews</a></li>
<li><a href="/children/learning/newsletter">Sign up for our newsletter</a></li>
</ul>
<p>Was this page useful? <a href="/feedback">Give feedback</a></p>
</aside>
<footer>
<ul>
<li><a href="/accessibility">Accessibility statement</a></li>
<li><a href="/privacy">Privacy notice</a></li>
<li><a href="/cookies">Cookies</a></li>
</ul>
<p>This website is part of a fictional sample.</p>
</footer>
</body>
</html>
""")
TAGS = {"heading": "h2", "subheading": "h3", "paragraph": "p"}


def make_page(sample: Sample) -> str:
    """Put one report on a page among what a reader of it must leave out: navigation, cookies, footer."""
    front = [f"<h1>{escape(sample.title)}</h1>", *(f"<p>{_marked_up(line)}</p>" for line in sample.front)]
    return PAGE.substitute(
        title=escape(sample.title),
        site="Harrowmere Council" if sample.partnership else "Staff learning library",
        report="\n".join([*front, *map(_block, sample.blocks)]),
    )


def _block(block: Block) -> str:
    if block.kind == "row":
        return _table(block.rows)
    if block.kind == "bullet":
        items = "\n".join(f"<li>{_marked_up(text)}</li>" for text in block.texts)
        return f"<ul>\n{items}\n</ul>"
    tag = TAGS[block.kind]
    return f"<{tag}>{_marked_up(block.texts[0])}</{tag}>"


def _marked_up(text: str) -> str:
    return "".join(map(_part, parts(text)))


def _part(part: Part) -> str:
    words = escape(part.text, quote=False)
    return f'<a href="{escape(part.url)}">{words}</a>' if part.url else words


def _table(rows: list[list[str]]) -> str:
    """A table whose columns are headed by its first row, and its rows by their first cell."""
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for first, *cells in rows[1:]
    )
    return f"<table>\n<thead>\n<tr>{columns}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def main(folder: Path = FOLDER) -> None:
    """Write every web page beside its text."""
    for sample in read_samples(folder):
        sample.path.with_suffix(".html").write_text(make_page(sample), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
