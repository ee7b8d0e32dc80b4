// Python packages that any version of Python installs without a compiler, with all that they bring.
import { exactPattern } from '../../model/index.js';

// Source: the files of each on the index of Python: a wheel for `py3-none-any`, and the same of what it requires; markupsafe,
// sqlalchemy, pyyaml and charset-normalizer install without their compiled part where nothing fits.
const PLAIN = exactPattern(
  `
  flask django gunicorn requests werkzeug jinja2 markupsafe click itsdangerous blinker flask-sqlalchemy flask-login
  flask-wtf wtforms flask-cors flask-restful flask-migrate flask-script flask-mail sqlalchemy alembic mako redis celery
  kombu amqp vine billiard pika kafka-python djangorestframework django-cors-headers django-filter
  django-environ django-crispy-forms whitenoise dj-database-url asgiref sqlparse pytz tzdata python-dateutil six
  python-dotenv pymysql waitress bottle pyyaml pytest pytest-cov flake8 pycodestyle pyflakes mccabe black
  isort prometheus-client opentracing paho-mqtt boto3 botocore s3transfer jmespath urllib3 idna certifi chardet
  charset-normalizer attrs marshmallow marshmallow-sqlalchemy webargs apispec simplejson tabulate tqdm beautifulsoup4
  soupsieve`,
  {},
);

/** True for a package, by its normalised name, that is known to compile nothing. */
export function isPlainPython(name: string): boolean {
  return PLAIN.test(name);
}
