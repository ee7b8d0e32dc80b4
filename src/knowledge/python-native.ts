// Python packages that need something of the system: to be compiled, or while they run.

export interface NativePython {
  /** pip compiles it: no release in common use has a wheel for Linux. */
  readonly compiled: boolean;
  /** Debian development packages whose libraries it loads. */
  readonly loads: readonly string[];
  /** Debian packages it uses while it runs, by name. */
  readonly uses?: readonly string[];
  /** What it links to depends on what the build finds, so that it cannot be said. */
  readonly open?: true;
}

function compiled(...loads: string[]): NativePython {
  return { compiled: true, loads };
}

function loads(...names: string[]): NativePython {
  return { compiled: false, loads: names };
}

function uses(...names: string[]): NativePython {
  return { compiled: false, loads: [], uses: names };
}

/**
 * By normalised name. Sources: the files of each project on https://pypi.org/ (wheels or not) and its installation page
 * (what it needs).
 */
const NATIVE: Readonly<Record<string, NativePython>> = {
  cairocffi: loads('libcairo2-dev'),
  cairosvg: loads('libcairo2-dev'),
  'dbus-python': compiled('libdbus-1-dev'),
  gitpython: uses('git'),
  gssapi: compiled('libkrb5-dev'),
  'mod-wsgi': { compiled: true, loads: [], open: true },
  'mysql-python': compiled('default-libmysqlclient-dev'),
  mysqlclient: compiled('default-libmysqlclient-dev'),
  netifaces: compiled(),
  psycopg: loads('libpq-dev'),
  psycopg2: compiled('libpq-dev'),
  pyaudio: compiled('portaudio19-dev'),
  pycairo: compiled('libcairo2-dev'),
  pycrypto: { compiled: true, loads: ['libgmp-dev'] },
  pycurl: compiled('libcurl4-openssl-dev'),
  pygobject: compiled('libgirepository1.0-dev', 'libcairo2-dev'),
  pygraphviz: { compiled: true, loads: ['libgraphviz-dev'], uses: ['graphviz'] },
  graphviz: uses('graphviz'),
  pyicu: compiled('libicu-dev'),
  pylibmc: compiled('libmemcached-dev'),
  pysqlite: compiled('libsqlite3-dev'),
  'python-ldap': compiled('libldap2-dev', 'libsasl2-dev'),
  'python-levenshtein': compiled(),
  'python-magic': uses('libmagic1'),
  'python-snappy': compiled('libsnappy-dev'),
  'opencv-python': { compiled: false, loads: ['libgl1-mesa-dev', 'libglib2.0-dev'] },
  'opencv-contrib-python': { compiled: false, loads: ['libgl1-mesa-dev', 'libglib2.0-dev'] },
  'opencv-python-headless': loads('libglib2.0-dev'),
  pdf2image: uses('poppler-utils'),
  pytesseract: uses('tesseract-ocr'),
  uwsgi: { compiled: true, loads: [], open: true },
  wand: loads('libmagickwand-dev'),
  weasyprint: { compiled: false, loads: [], open: true },
  xmlsec: compiled('libxmlsec1-dev'),
  'backports-zoneinfo': compiled(),
  'http-parser': compiled(),
  rcssmin: compiled(),
  rjsmin: compiled(),
};

/** What a Python package needs of the system; `undefined` for one that has wheels, or that nobody described. */
export function nativePython(name: string): NativePython | undefined {
  return Object.hasOwn(NATIVE, name) ? NATIVE[name] : undefined;
}
