// Crates that bind C libraries: their names end in -sys by convention.
// Source of the convention: https://doc.rust-lang.org/cargo/reference/build-scripts.html#-sys-packages
// Source of what one links: behind each entry, the file it was read from: repository, path, commit.
import { rowOf } from '../../model/index.js';

/** Debian packages that a crate links where they are installed. */
const LOADS: Readonly<Record<string, readonly string[]>> = {
  'openssl-sys': ['libssl-dev'], // sfackler/rust-openssl openssl-sys/build/find_normal.rs 00577e4fa5a2ebcecadbdf93c6f2b176e2457700
  'pq-sys': ['libpq-dev'], // sgrif/pq-sys build.rs 1c98950e7b9d9346c167b64936f1bc2b9a4b53a2
  'mysqlclient-sys': ['default-libmysqlclient-dev'], // sgrif/mysqlclient-sys build.rs 046512bca74e04f51f163cd3323bff6ab57803cc
  'libsqlite3-sys': ['libsqlite3-dev'], // rusqlite/rusqlite libsqlite3-sys/build.rs 000077c73d23cb66d8dca6e5a6521d9133a828ba
  'curl-sys': ['libcurl4-openssl-dev'], // alexcrichton/curl-rust curl-sys/build.rs 005d05005dd1dbddef98c457628781dceeb1a037
  'libz-sys': ['zlib1g-dev'], // rust-lang/libz-sys build.rs 006fc87840e6a4a46f9215865a5af0342da32838
  'bzip2-sys': ['libbz2-dev'], // trifectatechfoundation/bzip2-rs bzip2-sys/build.rs b849d3d35f8f7678b86d19defba5b198809b24c0
  'lz4-sys': ['liblz4-dev'], // 10XGenomics/lz4-rs lz4-sys/build.rs 3f39797541d917e0b0f701e71a2ed70b26902719 016f73dd4b86b4d1cb07ba6b073e70e29955e8b8
  'lzma-sys': ['liblzma-dev'], // alexcrichton/xz2-rs lzma-sys/build.rs 012e8e31ab7328d72f1b615440f62855759d815e
  'libgit2-sys': ['libgit2-dev'], // rust-lang/git2-rs libgit2-sys/build.rs 8640496eab353b173b46a9403209b0ba57a4d258
  'libssh2-sys': ['libssh2-1-dev'], // alexcrichton/ssh2-rs libssh2-sys/build.rs 02258841274d0e954e2f0101dffbe3e51f5c2209
};

/** They bind no library of Debian: other systems', the kernel's, or one they compile themselves. */
// onig_sys is not here: some versions link the system's library, others one of their own (rust-onig/rust-onig
// onig_sys/build.rs 001a1725fc643174e796bee6c6a86c45a725493f, f36219db24930083ac0b371b0e46344e21ff831b).
const NONE: ReadonlySet<string> = new Set([
  'advapi32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'crypt32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'kernel32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'secur32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'user32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'ws2_32-sys', // retep998/winapi-rs README.md 01d096ccbd22d9d8a1c922c80de9759424d34a3b
  'windows-sys', // microsoft/windows-rs crates/libs/sys/readme.md 2d06ee60350bfb419c13ad570582ca64e1fe303f
  'js-sys', // rustwasm/wasm-bindgen crates/js-sys/Cargo.toml 02394724eaa841e20d67b318a38ab663d1fa647a
  'web-sys', // rustwasm/wasm-bindgen crates/web-sys/README.md 0624b0cf2eab4d602a5b3df8e5095647c2b08310
  'core-foundation-sys', // servo/core-foundation-rs core-foundation-sys/build.rs 3f725f97eb500aad7697b25e2ab2a40739428b36
  'fsevent-sys', // octplane/fsevent-rust fsevent-sys/Cargo.toml 0202b92af6441ee06840995d901b34e204d4c647
  'objc-sys', // madsmtm/objc2 crates/objc-sys/Cargo.toml 1e30a3d9017657a8131dfe7bb89834c552f41bab
  'security-framework-sys', // kornelski/rust-security-framework security-framework-sys/Cargo.toml 00e92ba7bc65027a04a28e5b5cad09df149833ed
  'system-configuration-sys', // mullvad/system-configuration-rs system-configuration-sys/build.rs 06eeed8ad80fb3e6cd42983feb4907df11f903a7
  'ndk-sys', // rust-mobile/ndk ndk-sys/Cargo.toml 01ef13b6b16262cb5bc72e872d705206f54a6975
  'oboe-sys', // katyo/oboe-rs sys/Cargo.toml 06759f587842be7222739caeda65a06e9da06858
  'dirs-sys', // dirs-dev/dirs-sys-rs Cargo.toml 044360b995d68d70e33eb5391778765c4c8dbd01
  'inotify-sys', // hannobraun/inotify-sys build.rs 0ac4e6fb928d653c86a0aa6392eb651044aa9034
  'linux-raw-sys', // sunfishcode/linux-raw-sys README.md 1342bdbeb9a3e60df1078003ed9aa4146cb27b69
  'aws-lc-fips-sys', // aws/aws-lc-rs aws-lc-fips-sys/README.md 0078e1dfd0fcde61124ec03f1239651f43a5c7c3
  'aws-lc-sys', // aws/aws-lc-rs aws-lc-sys/README.md 0078e1dfd0fcde61124ec03f1239651f43a5c7c3
  'brotli-sys', // bitemyapp/brotli2-rs brotli-sys/build.rs 0b87ec1bd6bbb51dea58daa3515f270ac3692a82
  'ittapi-sys', // intel/ittapi rust/ittapi-sys/build.rs 03b1a03cfa61538c79fbefc3ba8a3344bea4676f
  'jemalloc-sys', // gnzlbg/jemallocator jemalloc-sys/build.rs 035479eb285fef00ed1e799a614f452a701653b6
  'libmimalloc-sys', // purpleprotocol/mimalloc_rust libmimalloc-sys/build.rs 84ac16557859c16f2c97500165781ac5be6f7991
  'librocksdb-sys', // rust-rocksdb/rust-rocksdb librocksdb-sys/build.rs 0442de85de82234643b5ba0a8f66a13ecf31b17d
  'libwebp-sys', // NoXF/libwebp-sys build.rs 437b34715bf229eb18f237154279c1cba0bfacd2
  'mozjpeg-sys', // kornelski/mozjpeg-sys src/build.rs 015386f27e1f5ef8c7cb243929cdc03607c74a56
  'rdkafka-sys', // fede1024/rust-rdkafka rdkafka-sys/build.rs 01f7519c1630e46965605bbe345f54a8fafd5b59
  'secp256k1-sys', // rust-bitcoin/rust-secp256k1 secp256k1-sys/build.rs 0a91f2ba2b3019da37de343d997dbd19dbd53bc6
  'tikv-jemalloc-sys', // tikv/jemallocator jemalloc-sys/build.rs 096337b7907cf391fec7ed146a7fdf8987e7f796
  'zstd-sys', // gyscos/zstd-rs zstd-safe/zstd-sys/build.rs 042cb68f453c042a4725fd4d119d755f0fbfd839
]);

/** The development packages whose libraries a crate loads; none for a crate that binds none; `unknown` for the rest. */
export function rustLibraries(crate: string): readonly string[] | 'unknown' {
  if (NONE.has(crate)) return [];
  return rowOf(LOADS, crate) ?? 'unknown';
}
