// Crates that bind C libraries: their names end in -sys by convention.
// Source of the convention: https://doc.rust-lang.org/cargo/reference/build-scripts.html#-sys-packages

/** Debian packages that a crate links where they are installed. Source: build.rs and README of each crate on https://docs.rs */
const LOADS: Readonly<Record<string, readonly string[]>> = {
  'openssl-sys': ['libssl-dev'],
  'pq-sys': ['libpq-dev'],
  'mysqlclient-sys': ['default-libmysqlclient-dev'],
  'libsqlite3-sys': ['libsqlite3-dev'],
  'curl-sys': ['libcurl4-openssl-dev'],
  'libz-sys': ['zlib1g-dev'],
  'bzip2-sys': ['libbz2-dev'],
  'lzma-sys': ['liblzma-dev'],
  'expat-sys': ['libexpat1-dev'],
  'libgit2-sys': ['libgit2-dev'],
  'libssh2-sys': ['libssh2-1-dev'],
};

/** They bind no library of Debian: other systems', the kernel's, or one they compile themselves. */
const NONE =
  /^(?:windows-sys|windows.*-sys|winapi.*-sys|kernel32-sys|ws2_32-sys|advapi32-sys|secur32-sys|crypt32-sys|user32-sys|js-sys|web-sys|linux-raw-sys|core-foundation-sys|core-graphics-sys|security-framework-sys|fsevent-sys|inotify-sys|dirs-sys|system-configuration-sys|zstd-sys|lz4-sys|aws-lc-sys|aws-lc-fips-sys|rdkafka-sys|jemalloc-sys|tikv-jemalloc-sys|libmimalloc-sys|librocksdb-sys|ring-sys|secp256k1-sys|rustls-native-certs-sys|mozjpeg-sys|brotli-sys|libwebp-sys|blake3-sys|ittapi-sys|psm-sys|objc-sys|ndk-sys|android_system_properties-sys|iana-time-zone-sys|errno-sys|oboe-sys|onig_sys|esaxx-rs-sys)$/;

/** The development packages whose libraries a crate loads; none for a crate that binds none; `unknown` for the rest. */
export function rustLibraries(crate: string): readonly string[] | 'unknown' {
  if (NONE.test(crate)) return [];
  return LOADS[crate] ?? 'unknown';
}
