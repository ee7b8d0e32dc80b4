// Python packages that need something of the system: to be compiled, or while they run.
import { rowOf } from '../../model/index.js';

export interface NativePython {
  /** pip compiles it where it finds no wheel: none for Linux, for older releases, or for some versions of Python. */
  readonly compiled: boolean;
  /** Debian development packages whose libraries it loads. */
  readonly loads: readonly string[];
  /** Debian packages it uses while it runs, by name. */
  readonly uses?: readonly string[];
  /** What it links to depends on what the build finds, so that it cannot be said. */
  readonly open?: true;
  /** What it loads of the full image is that, as far as its build scripts say; a run confirms it. */
  readonly varies?: true;
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

/** By normalised name. Source: behind each entry, what it was read from: repository, path and commit, or an issue. */
const NATIVE: Readonly<Record<string, NativePython>> = {
  cairocffi: loads('libcairo2-dev'), // Kozea/cairocffi cairocffi/__init__.py 01681e6d5cac7a093300f221f8c37574e27daaef
  cairosvg: loads('libcairo2-dev'), // Kozea/CairoSVG setup.cfg 095647f8cbee1e63ec8d0527d26b8d810b69d1f8
  'dbus-python': compiled('libdbus-1-dev', 'libglib2.0-dev'), // sailfishos-mirror/dbus-python NEWS 0f725f0a534e2592e7c5b99bcb8eae579a3d5232
  gitpython: uses('git'), // gitpython-developers/GitPython README.md 0412f6d50e9fafbbfac43f5c2a46b68ea51f896f
  gssapi: compiled('libkrb5-dev'), // pythongssapi/python-gssapi setup.py 03863fd4c68b67a804965b4bceab27e56dbc267a
  'mod-wsgi': { compiled: true, loads: [], open: true }, // GrahamDumpleton/mod_wsgi setup.py 042d3956504689cb06505f6f6c846b029d5265cb
  'mysql-python': compiled('default-libmysqlclient-dev'), // bukzor/MySQLdb1 setup_posix.py 13cdbb3ec3bc9f3fd6bd3af2d829403e0c23807d
  mysqlclient: compiled('default-libmysqlclient-dev'), // PyMySQL/mysqlclient README.md 072a6cdb223bdec1b8a630efd1da8d4d83bb2d97
  netifaces: compiled(), // al45tair/netifaces setup.py 142af3820e3818f17ab0571c4088b3e58a7a95fa
  psycopg: loads('libpq-dev'), // psycopg/psycopg docs/basic/install.rst 026c1239029ba12ac13c077e3d8dadcbe616c88e
  psycopg2: compiled('libpq-dev'), // psycopg/psycopg2 doc/src/install.rst 0161d54dbb54ae363089c5ab82f2101cb9df6466
  pyaudio: compiled('portaudio19-dev'), // jleb/pyaudio setup.py 0b9d343a05429be5602bc57c85cfce9f3222d6e7
  pycairo: compiled('libcairo2-dev'), // pygobject/pycairo setup.py 02c548bbda24e2ffea979b05272a485119b90325
  pycrypto: { compiled: true, loads: ['libgmp-dev'] }, // pycrypto/pycrypto setup.py 0dbefa338ae0b5a71eaa3d268a6c3950601d7b6f
  pycurl: compiled('libcurl4-openssl-dev'), // pycurl/pycurl setup.py 025c283205714709126bb7d8fcede042c5f4aff6
  // Another library by version (girepository 1.0 or 2.0), and it loads what the gir1.2-* packages describe.
  pygobject: { compiled: true, loads: [], open: true }, // GNOME/pygobject meson.build 00779bbaa59bfac4ddf2daa043761a3954a0ded3 f87cff7162c0b6de517f6b870098fea7ecc6a91b
  // From 2.0 on there are wheels.
  pygraphviz: { compiled: true, loads: ['libgraphviz-dev'], uses: ['graphviz'] }, // pygraphviz/pygraphviz INSTALL.txt 01b18a3be33e3ba0d7845cd8eb8bda2bbb4b27e3
  graphviz: uses('graphviz'), // xflr6/graphviz README.rst 0307ae20118ea7178162fbc6ddfa2b8f9afcc189
  pyicu: compiled('libicu-dev'), // ovalhub/pyicu setup.py 012007ca2a9cf18e04101e7c300942253c127156
  pylibmc: compiled('libmemcached-dev'), // lericson/pylibmc setup.py 001674146c6eb388b245cb1a7be7d80d48fb10a3
  pysqlite: compiled('libsqlite3-dev'), // ghaering/pysqlite setup.py 0414878a25f7e73f7e6f324810370eee404055a9
  'python-ldap': compiled('libldap2-dev', 'libsasl2-dev'), // python-ldap/python-ldap Doc/installing.rst 0130c22dfd6ca57b3c989b7ab49c8339dd810d41
  'python-levenshtein': compiled(), // miohtama/python-Levenshtein setup.py 19cb0b02b765344ffcbd59d29e3c958da2c33ba2
  // Its newest wheels bring the library.
  'python-magic': uses('libmagic1'), // ahupp/python-magic README.md 0571c11fc46245b22504d8e4320e2f15ce855c2c
  // From 0.7 on it links nothing: https://github.com/EnterpriseDB/barman/issues/905
  'python-snappy': compiled('libsnappy-dev'), // intake/python-snappy setup.py 1084c3ed57a1c5f69acd8d25e2c413236529471c
  'opencv-python': { compiled: false, loads: ['libgl1-mesa-dev', 'libglib2.0-dev'] }, // https://github.com/opencv/opencv-python/issues/370 https://github.com/opencv/opencv-python/issues/203
  'opencv-contrib-python': { compiled: false, loads: ['libgl1-mesa-dev', 'libglib2.0-dev'] }, // https://github.com/opencv/opencv-python/issues/370 https://github.com/opencv/opencv-python/issues/203
  'opencv-contrib-python-headless': loads('libglib2.0-dev'), // https://github.com/opencv/opencv-python/issues/203
  'opencv-python-headless': loads('libglib2.0-dev'), // https://github.com/opencv/opencv-python/issues/203
  pdf2image: uses('poppler-utils'), // Belval/pdf2image README.md 002af1c972b142a37925f6babd0004652324b7e4
  pytesseract: uses('tesseract-ocr'), // madmaze/pytesseract README.rst 00e20f7225cc0a4e713acfa101fa699306203e28
  // Its build takes what it finds: on the full image libxml2 and PCRE.
  uwsgi: { compiled: true, loads: [], uses: ['libxml2', 'libpcre2-8-0'], varies: true }, // unbit/uwsgi buildconf/base.ini 00c5a7755413f642c428e8a3c5c7bf2c5828aac5
  wand: loads('libmagickwand-dev'), // emcconville/wand docs/guide/install.rst 09d866bd4c497d7a2c2817d81c79c79887646981
  weasyprint: { compiled: false, loads: [], open: true }, // Kozea/WeasyPrint weasyprint/text/ffi.py 08583d39bbcd783c6ad0a268cfd22c807d13c1d7
  xmlsec: compiled('libxmlsec1-dev'), // xmlsec/python-xmlsec README.md 07ebd32a217748181c9dfdef4b4dc61a5d80839d
  'backports-zoneinfo': compiled(), // pganssle/zoneinfo setup.py 2e13fd7214269165fbc82b8c29ad16be25939ef0
  'http-parser': compiled(), // benoitc/http-parser setup.py 019f72ce4575ad4b4cf4d3f5893e36b4951f150d
  rcssmin: compiled(), // ndparker/rcssmin setup.py 2ad1ebe4f1170c5b384888a31ac062cd0befbecf
  rjsmin: compiled(), // ndparker/rjsmin setup.py 0017956f27de7c598d7e30292c5901cee368cbd2
};

/** What a Python package needs of the system; `undefined` for one that has wheels, or that nobody described. */
export function nativePython(name: string): NativePython | undefined {
  return rowOf(NATIVE, name);
}
