"""The web server: a production WSGI server with the embedded worker beside it."""
import signal
from contextlib import contextmanager

from waitress.server import create_server

from app.cli.output import Failure, say
from app.cli.posting import helpers
from app.factory import MB, create_app
from app.kernel.database import Database
from app.kernel.settings import Settings
from app.web.workshop import aside


def serve(settings: Settings, database: Database) -> None:
    """Serve until SIGINT or SIGTERM; the worker ends its round first."""
    server = _listen(settings, create_app(settings, database))
    say(f"\n执法链已启动：http://{settings.host}:{settings.port}    按 Ctrl+C 停止")
    with _worker(settings, database), aside.begun(), _stopping_on_terminate():
        try:
            server.run()
        except (KeyboardInterrupt, SystemExit):
            pass                    # the ordinary way to stop
        finally:
            server.close()
    say("已停止。")


# A browser keeps several connections open while it idles. waitress's own limit of 100 would be reached by some twenty people, and
# whoever comes next would wait until somebody's time out. poll() has no limit of 1,024 descriptors, as select() has.
CONNECTIONS = {"connection_limit": 800, "asyncore_use_poll": True}


def _listen(settings: Settings, app):
    # The application answers 413 with a sentence at its own limits; this one only keeps a flood off the disk.
    flood = 4 * settings.upload_mb * MB
    try:
        return create_server(app, host=settings.host, port=settings.port, threads=settings.threads, ident="zhifalian",
                             max_request_body_size=flood, channel_timeout=60, **CONNECTIONS)
    except OSError as error:
        raise Failure(f"不能在 {settings.host}:{settings.port} 监听：{error.strerror}。请停掉占用的程序，或设置 ZFL_PORT 换一个端口。") from error


@contextmanager
def _worker(settings: Settings, database: Database):
    running = helpers(database) if settings.worker else []
    for worker in running:
        worker.start()
    try:
        yield
    finally:
        for worker in running:
            worker.stop()


@contextmanager
def _stopping_on_terminate():
    def stop(_signal, _frame):
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
