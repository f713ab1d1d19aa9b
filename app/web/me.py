"""我的账号 and the bell."""
from flask import redirect, render_template, request, url_for

from app.accounts import policy
from app.tasks import operations as tasks, queries
from app.web import blueprint, context, store

BELL = 60


@blueprint.get("/me")
def me():
    actor = store.actor()
    allowed = [(policy.NAMES[p], p) for p in policy.NAMES if p in actor.permissions]
    return render_template("me.html", title="我的账号", phone_title="更多", nav="me", allowed=allowed, links=context.navigation())


@blueprint.get("/notices")
def notices():
    with store.reading() as session:
        lines = queries.reminders(session, store.actor(), limit=BELL)
    return render_template("notices.html", title="通知", nav="notices", lines=lines, new=sum(not seen for _, seen in lines))


@blueprint.post("/notices/read")
def read_notices():
    """Mark the lines that the page showed, not those that came meanwhile."""
    ids = [int(i) for i in request.form.getlist("id") if i.isdecimal()][:BELL]
    with store.writing() as session:
        mine = {line.id for line, _ in queries.reminders(session, store.actor(), limit=BELL * 2)}
        tasks.mark_read(session, set(ids) & mine, actor=store.actor())
    return redirect(url_for("web.notices"), 303)
