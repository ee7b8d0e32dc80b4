# Serves pagure, as Debian packages it, from a folder: serve.py FOLDER. It says its port and a token as a line of JSON, and
# ends when its standard input does. Work that pagure hands to a queue is done at once, where it is handed over.
import base64
import datetime
import json
import os
import sys
import threading

folder = os.path.abspath(sys.argv[1])
folders = {}
for name in (
    'ATTACHMENTS', 'DOCS', 'GIT', 'REMOTE_GIT', 'REQUESTS', 'SSH', 'TICKETS', 'UPLOAD',
):  # Without those for tickets and requests, every push fails.
    folders[name + '_FOLDER' if name != 'UPLOAD' else 'UPLOAD_FOLDER_PATH'] = os.path.join(folder, name.lower())
for path in folders.values():
    os.makedirs(path, exist_ok=True)

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass


def serve(environ, start):
    return application(environ, start)


# The port is known before pagure reads its configuration.
server = make_server('127.0.0.1', 0, serve, threaded=True, request_handler=Quiet)
address = 'http://127.0.0.1:%d' % server.server_port
settings = {
    **folders,
    'APP_URL': address + '/',
    'GIT_URL_GIT': address + '/',
    'DOMAIN_EMAIL_NOTIFICATIONS': 'forge.example',
    'DB_URL': 'sqlite:///' + os.path.join(folder, 'pagure.sqlite'),
    'SECRET_KEY': base64.b64encode(os.urandom(32)).decode(),
    'SALT_EMAIL': 'salt',
    'PAGURE_AUTH': 'local',
    'EMAIL_SEND': False,
    'ALLOWED_PREFIX': ['acme'],
    'ALLOW_HTTP_PUSH': True,
    'HTTP_REPO_ACCESS_GITOLITE': None,
    'GIT_AUTH_BACKEND': 'pagure',
    'SSH_COMMAND_NON_REPOSPANNER': ([], {}),
    'ENABLE_TICKETS': True,
    'CELERY_CONFIG': {'task_always_eager': True, 'task_eager_propagates': False},
    'LOGGING': {'version': 1, 'root': {'level': 'CRITICAL'}},
    'LOGGING_GIT_HOOKS': {'version': 1, 'root': {'level': 'CRITICAL'}},
}
config = os.path.join(folder, 'pagure.cfg')
with open(config, 'w') as file:
    file.writelines('%s = %r\n' % each for each in settings.items())
os.environ['PAGURE_CONFIG'] = config

import pagure.config
import pagure.lib.git
from pagure.lib import login, model, model_base, query

loaded = pagure.config.reload_config()
model.create_tables(loaded['DB_URL'], None, acls=loaded['ACLS'], debug=False)
import pagure.flask_app

# Copies of pull requests and issues in repositories beside: nothing reads them here, and each runs hooks for seconds.
pagure.lib.git._update_git = lambda obj, repo: None
app = pagure.flask_app.create_app()


def application(environ, start):
    # Debian's build puts the representation of bytes into the headers of git.
    def begin(status, headers, info=None):
        plain = [(name, value[2:-1] if value[:2] == "b'" else value) for name, value in headers]
        return start(status, plain, info)

    return app(environ, begin)


session = model_base.create_session(loaded['DB_URL'])
# Nobody knows it; whoever has none cannot be asked for a token.
password = login.generate_hashed_value(base64.b64encode(os.urandom(32)).decode())
for name in ('harden-bot', 'ann', 'eve'):
    session.add(model.User(user=name, fullname=name, default_email=name + '@forge.example', password=password))
session.commit()
with app.app_context():
    import flask

    flask.g.session = session
    query.new_project(
        session, user='harden-bot', name='shop', namespace='acme', description='shop', blacklist=[],
        allowed_prefix=['acme'], repospanner_region=None, default_branch='main',
    )
    session.commit()
    project = query.get_authorized_project(session, 'shop', namespace='acme')
    query.add_user_to_project(session, project, new_user='ann', user='harden-bot', access='commit')
    session.commit()
    acls = [acl.name for acl in session.query(model.ACL).all()]
    until = datetime.date.today() + datetime.timedelta(days=1)
    # One of the user may not assign, nor change issues.
    query.add_token_to_user(session, project, acls, 'harden-bot', until)
    session.commit()
    token = query.get_user(session, 'harden-bot').tokens[0].id

threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({'address': address, 'token': token}), flush=True)
sys.stdin.read()
