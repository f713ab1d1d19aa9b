"""Documents to read and print, files to upload and fetch, and how a case ends before its time."""
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.accounts import queries as accounts
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases.policy import require_visible
from app.documents import files, operations, queries
from app.documents.model import Attachment
from app.kernel.errors import FieldErrors, NotFound, Rejection
from app.web import blueprint, store

# Safe to open in the browser; others are only fetched.
SHOWN = {"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"}


@blueprint.get("/documents/<int:document_id>")
def document_page(document_id: int):
    with store.reading() as session:
        document = queries.document(session, document_id)
        if document is None:
            raise NotFound("没有这份文书。", code="document_not_found")
        case = require_visible(session, store.actor(), document.case_id)
        organ = accounts.home(session, document.organ_id)
    return render_template("document.html", title=document.title, nav="cases", document=document, case=case, organ=organ)


def file_store() -> files.FileStore:
    return files.FileStore(store.settings().data_dir / "files")


@blueprint.get("/attachments/<int:attachment_id>")
def attachment(attachment_id: int):
    with store.reading() as session:
        found = queries.attachment(session, attachment_id)
        if found is None:
            raise NotFound("没有这个附件。", code="attachment_not_found")
        require_visible(session, store.actor(), found.case_id)
    response = send_file(BytesIO(_original(found)), mimetype=found.mime, download_name=found.name,
                         as_attachment=found.mime not in SHOWN)
    # Browsers show a PDF in a viewer of their own, which a sandboxed document may not start.
    response.headers["Content-Security-Policy"] = "default-src 'none'" + ("" if found.mime == "application/pdf" else "; sandbox")
    return response


def _original(found: Attachment) -> bytes:
    """The bytes as they came in; evidence that has changed or is gone is not shown as if it were the same."""
    try:
        return file_store().get(found.sha256)
    except (FileNotFoundError, ValueError):
        raise Rejection(f"“{found.name}”的原件不见了，或者与上传时的校验值不符，不能出示。请报告系统管理员。", code="file_changed",
                        status=500) from None


def keep_file(session: Session, case_id: int, upload: FileStorage, field: str) -> Attachment:
    """Put one uploaded file into the case and its trace. Raises FieldErrors at `field`."""
    incoming = operations.Upload(upload.filename or "", upload.read(), field)
    kept = operations.attach(session, case_id, incoming, store=file_store(), actor=store.actor(), now=store.now())
    record(session, case_id, [Fact(Tag.ATTACHMENT_ADDED, {"title": kept.name, "size": kept.size, "sha256": kept.sha256})],
           actor=store.actor(), now=store.now())
    return kept


@blueprint.post("/cases/<int:case_id>/attachments")
def add_attachment(case_id: int):
    uploads = [f for f in request.files.getlist("file") if f.filename]
    if not uploads:
        raise FieldErrors({"file": "请先选择文件。"}, "还没有选择要上传的文件。")
    with store.writing() as session:
        require_visible(session, store.actor(), case_id)
        kept = [keep_file(session, case_id, upload, "file") for upload in uploads]
    flash({"title": f"已存入 {len(kept)} 个附件。", "text": "原件不能再改，校验值已留痕。"})
    return redirect(url_for("web.case_page", case_id=case_id, tab="files"), 303)
