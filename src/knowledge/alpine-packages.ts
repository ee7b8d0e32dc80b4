// Alpine packages by what they are for, and the libraries that development packages stand for at run time.
// Source: the contents and dependencies of each package on https://pkgs.alpinelinux.org/packages

export interface AlpinePackage {
  /** Packages that a program built with it loads. Names that hold since Alpine 3.7. */
  readonly libraries: readonly string[];
  /** Commands it brings. */
  readonly commands: readonly string[];
}

function tool(...commands: string[]): AlpinePackage {
  return { libraries: [], commands };
}

function headers(...libraries: string[]): AlpinePackage {
  return { libraries, commands: [] };
}

const CXX: AlpinePackage = {
  libraries: ['libstdc++'],
  commands: ['gcc', 'cc', 'g++', 'c++', 'make', 'ld', 'ar', 'strip'],
};

const PACKAGES: Readonly<Record<string, AlpinePackage>> = {
  autoconf: tool('autoconf', 'autoreconf'),
  automake: tool('automake', 'aclocal'),
  bison: tool('bison', 'yacc'),
  'build-base': CXX,
  'bzip2-dev': headers('libbz2'),
  // What Rust builds loads libgcc_s, which gcc brings along.
  cargo: { libraries: ['libgcc'], commands: ['cargo'] },
  cmake: tool('cmake'),
  'curl-dev': headers('libcurl'),
  'cyrus-sasl-dev': headers('libsasl'),
  flex: tool('flex', 'lex'),
  'freetype-dev': headers('freetype'),
  'g++': CXX,
  'geos-dev': headers('geos'),
  gcc: tool('gcc', 'cc', 'cpp', 'ld', 'ar', 'strip'),
  'gmp-dev': headers('gmp'),
  'icu-dev': headers('icu-libs'),
  'jpeg-dev': headers('libjpeg-turbo'),
  'krb5-dev': headers('krb5-libs'),
  'lcms2-dev': headers('lcms2'),
  'libc-dev': headers(),
  'libevent-dev': headers('libevent'),
  'libffi-dev': headers('libffi'),
  'libjpeg-turbo-dev': headers('libjpeg-turbo'),
  'libmemcached-dev': headers('libmemcached-libs'),
  'libpng-dev': headers('libpng'),
  'libsodium-dev': headers('libsodium'),
  libtool: tool('libtool', 'libtoolize'),
  'libwebp-dev': headers('libwebp'),
  'libxml2-dev': headers('libxml2'),
  'libxslt-dev': headers('libxslt'),
  'libzip-dev': headers('libzip'),
  'linux-headers': headers(),
  make: tool('make'),
  'mariadb-connector-c-dev': headers('mariadb-connector-c'),
  'mariadb-dev': headers('mariadb-connector-c'),
  'musl-dev': headers(),
  'ncurses-dev': headers('ncurses-libs'),
  'oniguruma-dev': headers('oniguruma'),
  'openldap-dev': headers('libldap'),
  pkgconf: tool('pkgconf', 'pkg-config'),
  pkgconfig: tool('pkgconf', 'pkg-config'),
  'postgresql-dev': headers('libpq'),
  'readline-dev': headers('readline'),
  rust: { libraries: ['libgcc'], commands: ['rustc'] },
  'sqlite-dev': headers('sqlite-libs'),
  'tiff-dev': headers('tiff'),
  'unixodbc-dev': headers('unixodbc'),
  'xz-dev': headers('xz-libs'),
  'yaml-dev': headers('yaml'),
  'zlib-dev': headers('zlib'),
};

/** A package that only builds need; `undefined` for one that nobody described. */
export function alpineBuildPackage(written: string): AlpinePackage | undefined {
  const name = /^[^=<>~@]*/.exec(written)![0];
  return Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
}
