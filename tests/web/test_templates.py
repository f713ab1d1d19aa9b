"""What the templates may not contain, and what they rely on."""
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "app" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.stem)
def test_no_template_needs_a_loose_content_policy(template):
    source = template.read_text()
    assert not re.search(r"\sstyle\s*=", source), "inline style"
    assert not re.search(r"\son\w+\s*=", source), "inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", source), "inline script"
    assert "javascript:" not in source and "https://" not in source.replace("http://www.w3.org", "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.stem)
def test_every_sent_form_carries_its_token(template):
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", template.read_text(), re.S):
        assert "csrf()" in form


def test_every_sign_is_in_the_sprite():
    named = set((WEB / "workbench" / "icons.txt").read_text().split())
    used = {name for t in TEMPLATES for name in re.findall(r"icon\('([\w-]+)'", t.read_text())}
    assert used <= named, used - named


def test_every_class_of_ours_has_a_rule():
    sheets = "".join(p.read_text() for p in (WEB / "static" / "css").glob("*.css"))
    known = set(re.findall(r"\.(zf-[\w-]+)", sheets))
    used = {c for t in TEMPLATES for c in re.findall(r"(?<=[\s\"])(zf-[\w-]+)(?=[\s\"])", t.read_text())}
    assert used <= known, used - known


def test_no_button_says_ok():
    words = "确定|OK|操作|提交成功|操作成功|系统错误|非法操作"
    assert not [(t.name, m[0]) for t in TEMPLATES for m in re.finditer(rf">\s*({words})\s*<", t.read_text())
                if "zf-sr" not in t.read_text()[m.start() - 20:m.start()]]
