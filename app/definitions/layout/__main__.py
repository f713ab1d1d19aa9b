"""python -m app.definitions.layout FILE.bpmn …: draw the files anew in place and print what the lint finds."""
import sys
from pathlib import Path

from app.definitions.layout import check, layout, score


def main(names: list[str]) -> int:
    """Exit status 1 when a drawing has findings."""
    worst = 0
    for path in map(Path, names):
        xml = layout(path.read_bytes())
        path.write_bytes(xml)
        found = check(xml)
        print(f"{path.name}: {score(found)}", *[f"  {finding.text}" for finding in found], sep="\n")
        worst |= bool(found)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
