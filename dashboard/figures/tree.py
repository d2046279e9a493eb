"""Elements of a document as plain data, `[tag, attributes, children]`, which assets/web draws node by node."""

from typing import Any

Element = list[Any]


def element(tag: str, *children: Any, **attributes: Any) -> Element:
    """`class_`, `for_` lose their underscore at the end, others become hyphens; what is None is left out."""
    named = {key.rstrip("_").replace("_", "-"): str(value) for key, value in attributes.items() if value is not None}
    return [tag, named, list(children)]


def table(caption: str, head: list[str], rows: list[list[str]]) -> Element:
    """A table whose first column names the rows."""
    top = element("tr", *(element("th", words, scope="col") for words in head))
    body = [element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest)) for first, *rest in rows]
    return element("table", element("caption", caption), element("thead", top), element("tbody", *body))


def unfolding(summary: str, content: Element, key: str) -> Element:
    """Something that opens on demand and stays open when it is drawn again."""
    return element("details", element("summary", summary), element("div", content, class_="view-table", tabindex=0), data_key=key)


def walk(one: Any) -> list[Element]:
    """An element and all below it."""
    if not isinstance(one, list):
        return []
    return [one, *(found for child in one[2] for found in walk(child))]
