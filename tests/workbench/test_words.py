"""No English is left in the editors of tables and forms: every text in the packages' sources that could be shown is in a dictionary, or
here among those that nobody sees. A new version of a package with a new text fails."""
import re

import pytest

from tests.workbench import scripts

MODULES = scripts.WORKBENCH / "node_modules"
PACKAGES = ("dmn-js", "dmn-js-shared", "dmn-js-drd", "dmn-js-decision-table", "dmn-js-literal-expression", "dmn-js-boxed-expression", "table-js")
TRANSLATED = re.compile(r"""[tT]ranslate\(\s*(['"`])((?:(?!\1).)+)\1""")
# What begins like a sentence or a label: a capital, then small letters. Names of classes and types have no space and a second capital.
SPOKEN = re.compile(r"""(['"`])([A-Z][a-z]+(?: [^'"`\n]*)?[.:?]?(?:[^'"`\n]*)?)\1""")
TALK_TO_PROGRAMMERS = re.compile(r"Error\(|console\.|@|^\s*\*|^\s*//|throw |deprecat")
# Keys, types, events and fonts; the mark of the makers, which their licence wants as it is.
UNSEEN = {
    "Arial, sans-serif", "One", "Both", "Authority", "Knowledge", "InformationItem_", "Java", "Powered by bpmn.io", "Web-based tooling for BPMN, DMN and CMMN diagrams",
    "For more information, see https://github.com/bpmn-io/diagram-js/pull/662", "Keyboard binding is now implicit; explicit binding to an element got removed.",
    "Enter", "Escape", "Backspace", "Delete", "Tab", "Space", "ArrowUp", "ArrowDown", "Subtract", "Add", "Up", "Down", "Left", "Right", "Undo", "Redo",
    "Definitions", "Decision", "Association", "Text", "Any", "Boolean", "Integer", "Real", "String", "Element", "Array", "Object", "Function", "Date", "Number",
}


def sources(package: str):
    folder = MODULES / package / "lib"
    if not folder.is_dir():
        pytest.skip("没有装好工作台的包：cd app/web/workbench && npm ci")
    return sorted(folder.rglob("*.js"))


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> dict:
    return scripts.run("words.mjs", {}, tmp_path_factory.mktemp("scripts"))


def asked_for(package: str) -> set[str]:
    return {text for path in sources(package) for _, text in TRANSLATED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_that_the_table_editor_asks_for_is_in_chinese(package, words):
    assert sorted(asked_for(package) - words["tables"].keys()) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_written_into_the_table_editor_is_in_chinese(package, words):
    found = set()
    for path in sources(package):
        patched = " ".join(words["patched"].get(str(path.relative_to(MODULES)), []))
        found |= {text for text in spoken(path.read_text(encoding="utf-8")) if text not in patched}
    known = {text.strip() for text in words["tables"]}
    assert sorted(found - known - UNSEEN) == []


def spoken(source: str) -> set[str]:
    lines = (line for line in source.splitlines() if not TALK_TO_PROGRAMMERS.search(line))
    return {text.strip() for line in lines for _, text in SPOKEN.findall(line)}


def test_every_entry_says_it_in_chinese(words):
    same = [text for text, chinese in words["tables"].items() if not re.search(r"[\u4e00-\u9fff]", chinese)]
    assert same == []


# form-js: what its own panel and palette say, which are not shown; what its viewer says of a submission, which an editor has none of.
UNSEEN_IN_FORMS = {
    "Allow same origin", "Camera access", "Context", "Date & Time", "Document reference is not defined.", "Dominic Leaf", "Download ${fileName}", "Erika Muller", "John Doe",
    "Feel", "FeelBlock", "Field", "Field is required.", "Field must be a valid  international phone number. (e.g. +4930664040900)", "Field must be a valid email.",
    "Field must have maximum length of ${validation.maxLength}.", "Field must have maximum value of ${validation.max}.", "Field must have minimum length of ${validation.minLength}.",
    "Field must have minimum value of ${validation.min}.", "Field must match pattern ${validation.pattern}.", "FilterContext", "FilterExpression", "Forms submission", "Geolocation",
    "Input data", "LoopSpanner", "Max validation value is not a valid number.", "Microphone access", "Min validation value is not a valid number.", "NaN", "No timezone",
    "Open in fullscreen", "Open modal windows", "Open popups", "PathExpression", "Please select a valid value, the two nearest valid values are ${previousValue} and ${nextValue}.",
    "Root", "Row_", "Script execution", "Static", "Storage access by user", "Time", "Top level navigation", "Unable to download document", "Value is expected to", "Value is not a number.",
    "VariableName", "Web-based tooling for BPMN, DMN, and forms powered by", "Action", "Clear content", "Components", "Containers", "EmptyForm_svg__a", "Input", "Presentation",
    "Create ${getIndefiniteArticle(type)} ${label} element", "Document preview", "Drop is not a valid target", "Drop not allowed by path registry", "Search components", "Selection",
    "Maximum ${MAX_COLUMNS} columns are allowed", "Maximum ${MAX_FIELDS_PER_ROW} fields per row are allowed", "Minimum ${MIN_COLUMNS} columns are allowed", "No components found.",
    "New value exceeds the maximum of ${MAX_COLUMNS_PER_ROW} columns per row", "No associated form field in the registry",
}
PANEL_BEGINS = "const ContextPadModule = {"          # in the editor's source: what follows are commands, and the panel that is not shown


@pytest.mark.parametrize("package", ["form-js-viewer", "form-js-editor"])
def test_every_text_on_the_canvas_of_forms_is_in_chinese(package, words):
    name = f"@bpmn-io/{package}/dist/index.es.js"
    path = MODULES / name
    if not path.is_file():
        pytest.skip("没有装好工作台的包：cd app/web/workbench && npm ci")
    source = path.read_text(encoding="utf-8").split(PANEL_BEGINS)[0]
    patched = " ".join(words["patched"][name])
    assert sorted(text for text in spoken(source) - UNSEEN - UNSEEN_IN_FORMS if text not in patched) == []
