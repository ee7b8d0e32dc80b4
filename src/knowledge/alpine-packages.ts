// Alpine packages by what they are for, and the libraries that development packages stand for at run time.
// Sources: behind each entry that names libraries, the folder of its APKBUILD in https://github.com/alpinelinux/aports and the
// commit it was read at: its subpackages say where the libraries are. Commands: the contents of the package on
// https://pkgs.alpinelinux.org/packages

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

function compiler(library: string, ...commands: string[]): AlpinePackage {
  return { libraries: [library], commands };
}

const CXX = ['gcc', 'cc', 'g++', 'c++', 'ld', 'ar', 'strip'];

const PACKAGES: Readonly<Record<string, AlpinePackage>> = {
  autoconf: tool('autoconf', 'autoreconf'),
  automake: tool('automake', 'aclocal'),
  bison: tool('bison', 'yacc'),
  'build-base': compiler('libstdc++', ...CXX, 'make', 'patch'), // main/build-base 111a5aa808ef1e189525bc4731c8b83f1cf0ca48
  'bzip2-dev': headers('libbz2'), // main/bzip2 0714a84b7f79009ae8b96aef50216ed72f54b885
  // What Rust builds loads libgcc_s: gcc-eh-libunwind.patch. Up to 1.29 libunwind: community/rust
  // e3d117f78640084f1640f12e0cd7156682c8f172
  cargo: compiler('libgcc', 'cargo'), // main/rust 0f1b82d3d5d795df14cf8f592f19e09f8498e081
  cmake: tool('cmake'),
  'curl-dev': headers('libcurl'), // main/curl 0162f3f304eb2e8429330fb8b0de9faea0e15aed
  'cyrus-sasl-dev': headers('libsasl'), // main/cyrus-sasl 035772a50e67b1df42e11cc450f70437e55956f8
  flex: tool('flex', 'lex'),
  'freetype-dev': headers('freetype'), // main/freetype 00b904e4d7b70e2066c72814b94e3ba6232d349b
  'g++': compiler('libstdc++', ...CXX), // main/gcc 00880c74943bc337f321595ee51652127da58c9f
  'geos-dev': headers('geos'), // community/geos 02636199d9c1262bf01895a09977bb217441d64a
  gcc: tool('gcc', 'cc', 'cpp', 'ld', 'ar', 'strip'),
  'gmp-dev': headers('gmp', 'libgmpxx'), // main/gmp 01f5888e5db5d540717ae440b883e0939d8d3df3
  'icu-dev': headers('icu-libs'), // main/icu 03070d3e057a629c2325069cfe6966476aa9550e
  'jpeg-dev': headers('libjpeg-turbo'), // main/libjpeg-turbo 01568379c03fee752d2d2db8bf4f352c547192a8
  'krb5-dev': headers('krb5-libs'), // main/krb5 00b0cefd31edba5d1c0218ae041e86cc0e0cbf3a
  'lcms2-dev': headers('lcms2'), // main/lcms2 1d63920ee914de55e36d9a299ef937e7e6109b6b
  'libc-dev': headers(),
  'libevent-dev': headers('libevent'), // main/libevent 10b8b99e48384b4470cac1330080c12d2ade01de
  'libffi-dev': headers('libffi'), // main/libffi 0d15e8e53ce6da7a939b430ea487284163542d17
  'libjpeg-turbo-dev': headers('libjpeg-turbo'), // main/libjpeg-turbo 01568379c03fee752d2d2db8bf4f352c547192a8
  'libmemcached-dev': headers('libmemcached-libs'), // main/libmemcached 0714a84b7f79009ae8b96aef50216ed72f54b885
  'libpng-dev': headers('libpng'), // main/libpng 00b4d855773236895192e423477b9e027ae0cf80
  'libsodium-dev': headers('libsodium'), // main/libsodium 01ef857c8246e5b0bf9eb22afab0611a075cf82a
  libtool: tool('libtool', 'libtoolize'),
  // libwebp-dev is not here: into which packages its libraries are divided was read for one old version only.
  'libxml2-dev': headers('libxml2'), // main/libxml2 0434d7dc126aeb836678e3b545a2fe8748a4b269
  'libxslt-dev': headers('libxslt'), // main/libxslt 07f84335ced6f486514d7acae830837a5a619385
  'libzip-dev': headers('libzip'), // community/libzip 0b56a28db76a02b67f95188eb3b73ba2f782b250
  'linux-headers': headers(),
  make: tool('make'),
  'mariadb-connector-c-dev': headers('mariadb-connector-c'), // main/mariadb-connector-c 01eaf728dcf26f5ddec10b5ac1566fe0ceccff04
  'mariadb-dev': headers('mariadb-connector-c'), // main/mariadb 000c07ff78a5114f8245457566475b61165cf2aa
  'musl-dev': headers(),
  'ncurses-dev': headers('ncurses-libs'), // main/ncurses 003d911ecc575d45061582bd51ac3a0fe9738040
  'oniguruma-dev': headers('oniguruma'), // main/oniguruma 0a896b2993005d31aa73478ebf74e3a8cb5e7985
  'openldap-dev': headers('libldap'), // main/openldap 00581be10b94ac4b20a7e8764bc33994deed63ef
  pkgconf: tool('pkgconf', 'pkg-config'),
  pkgconfig: tool('pkgconf', 'pkg-config'),
  'postgresql-dev': headers('libpq'), // main/postgresql 01ee298f1729ddb214a09887ff1c03b3b004c774
  'readline-dev': headers('readline'), // main/readline 003b49d7c0555cdf89cf57274dd758fe68cf2f8a
  rust: compiler('libgcc', 'rustc'), // main/rust 0f1b82d3d5d795df14cf8f592f19e09f8498e081
  'sqlite-dev': headers('sqlite-libs'), // main/sqlite 00265fec90252fbfa626ad9f93b06149ddb7c983
  'tiff-dev': headers('tiff'), // main/tiff 035d2d008545b9061386ab12de0263222558a272
  'unixodbc-dev': headers('unixodbc'), // main/unixodbc 04040c14ec42d6e8567157a0b4ed736c63aa6925
  'xz-dev': headers('xz-libs'), // main/xz 03b1ccce410be290b739a0d9804f176e2726db3d
  'yaml-dev': headers('yaml'), // main/yaml 0b44f735e0b9af47b8625679292690253dfa7d8b
  'zlib-dev': headers('zlib'), // main/zlib 00b6d3eac9db51b03e0c3ce62e1a1d16f8a0d29b
};

/** A package that only builds need; `undefined` for one that nobody described. */
export function alpineBuildPackage(written: string): AlpinePackage | undefined {
  const name = /^[^=<>~@]*/.exec(written)![0];
  return Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
}
