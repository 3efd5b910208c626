"""Write docs/data_dictionary.md: ``python -m ecomlab.tables``."""

from pathlib import Path

from ecomlab.tables.definitions import KINDS, TABLES, dictionary

PAGE = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


def markdown():
    """docs/data_dictionary.md, as text."""
    parts = [
        "# Data dictionary\n\nMade by `python -m ecomlab.tables`; "
        "change `ecomlab/tables/tables.toml`.\n"
    ]
    for table in TABLES.values():
        facts = dictionary(table.name).drop(columns="table")
        rows = [list(facts.columns), ["---"] * facts.shape[1], *facts.to_numpy().tolist()]
        time = f"; time: {table.time}" if table.time else ""
        parts.append(f"## {table.name}\n\n{table.meaning}; key: {table.key or 'none'}{time}\n")
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    kinds = "\n".join(f"| {kind} | {stored} |" for kind, stored in KINDS.items())
    parts.append(f"## Kinds\n\n| kind | stored as |\n| --- | --- |\n{kinds}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8", newline="\n")
