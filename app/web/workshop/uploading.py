"""Files into a revision, one or a zip of many, and all files of a revision or a bundle as a zip."""
from flask import Response, flash, redirect, request, url_for

from app.cases.known import known
from app.definitions import archive, queries, uploads, workshop
from app.definitions.uploads import Uploaded
from app.engine.contract import BundleRefused
from app.kernel.errors import NotFound, Rejection
from app.web import blueprint, store

TOLD = 20       # problems of a file that cannot be read


@blueprint.post("/workshop/upload")
def upload_file():
    """Into a new revision, or into the one that the form names."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Rejection("没有选择文件。请选择一个 .bpmn、.dmn、.form 或 .test 文件，或者一个 zip。", code="no_file", status=422)
    with upload.stream:     # a large upload lies in a temporary file
        content = upload.read()
    try:
        with store.writing() as session:
            found = uploads.upload(session, upload.filename, content, revision_id=request.form.get("revision", type=int),
                                   known=known(session, store.now()), actor=store.actor(), now=store.now())
    except BundleRefused as refused:
        said = "".join(p.sentence for p in refused.problems[:3])
        raise Rejection(f"没有存：{said}", code="bundle_refused", status=422, problems=refused.problems[:TOLD]) from refused
    _tell(found)
    return redirect(url_for("web.revision_page", rev=found.revision.id), 303)


def _tell(found: Uploaded) -> None:
    errors = sum(p.level == "error" for p in found.findings)
    what = found.names[0] if len(found.names) == 1 else f"{len(found.names)} 个文件"
    skipped = f"压缩包里的 {'、'.join(found.skipped[:5])} 不是流程文件，没有存。" if found.skipped else ""
    renamed = "".join(p.sentence for p in found.findings if p.code == "renamed")
    flash({"title": f"{what}已存入修订，{f'有 {errors} 处错误，列在检查里' if errors else '没有发现错误'}。", "text": renamed + skipped,
           "kind": "bad" if errors else "ok"})


@blueprint.get("/workshop/<int:rev>/zip")
def revision_zip(rev: int):
    with store.reading() as session:
        files = workshop.files_of(session, workshop.find(session, rev))
    return _zip(files, f"revision-{rev}.zip")


@blueprint.get("/definitions/bundles/<int:bundle>/zip")
def bundle_zip(bundle: int):
    with store.reading() as session:
        if bundle not in {b.id for b in queries.bundles(session)}:
            raise NotFound("没有这个规则包。", code="no_such_bundle")
        files = queries.contents(session, bundle)
    return _zip(files, f"bundle-{bundle}.zip")


def _zip(files: dict[str, bytes], name: str) -> Response:
    return Response(archive.pack(files), mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})
