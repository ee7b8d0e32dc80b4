// Gems that need something of the system: a library their C code links, or a program or file they use while they run.
import { rowOf } from '../../model/index.js';

export interface NativeGem {
  /** Debian development packages whose libraries it loads. */
  readonly loads?: readonly string[];
  /** Debian packages it uses while it runs, under the same name in every release. */
  readonly uses?: readonly string[];
  /** Commands it calls while it runs, any of which serves. */
  readonly calls?: readonly string[];
  /** What it needs depends on what its build finds, or it brings a program that loads more, so that it cannot be said. */
  readonly open?: true;
}

/**
 * Source: behind each entry, the file it was read from: repository, path, commit. sqlite3 brings its library from 1.5 on;
 * mimemagic reads the system's database from 0.3.7 on (its CHANGELOG.md f14e3bfbcfdb212fca8975ef43d7d01e4c61d886).
 */
const NATIVE: Readonly<Record<string, NativeGem>> = {
  charlock_holmes: { loads: ['libicu-dev'] }, // brianmario/charlock_holmes ext/charlock_holmes/extconf.rb 02345376193308c3720b343c94aad182cf5ed28d
  curb: { loads: ['libcurl4-openssl-dev'] }, // taf2/curb ext/extconf.rb 048981fd0a788c0e94c76e4904682a65223f2852
  ethon: { loads: ['libcurl4-openssl-dev'] }, // typhoeus/ethon lib/ethon/curls/settings.rb 3eb81ff8ee52d736f9795940122d234413c3c100
  'ffi-icu': { loads: ['libicu-dev'] }, // erickguan/ffi-icu lib/ffi-icu/lib.rb 0034e7567b366f3d621045e2df6731ee0d20486d
  git: { calls: ['git'] }, // schacon/ruby-git lib/git/lib.rb 2d5c3fd23d747a38daa540b4ccbba97651a40738
  'kt-paperclip': { calls: ['convert', 'identify'] }, // kreeti/kt-paperclip lib/paperclip/thumbnail.rb 08b385ac27abff2eba2a4b42d169a17e9b3d6a71
  mimemagic: { uses: ['shared-mime-info'] }, // mimemagicrb/mimemagic ext/mimemagic/Rakefile 00fbbd4c98b003e48bdff0ede09e609b4c1be8d4
  mini_magick: { calls: ['convert', 'identify', 'magick'] }, // minimagick/minimagick lib/mini_magick/configuration.rb 0f164c200c86029956ae23bce216ddc6d506fffe
  mysql2: { loads: ['default-libmysqlclient-dev'] }, // brianmario/mysql2 ext/mysql2/extconf.rb 01a22dbe6daf9f752c4e7744321ec814037e1b83
  paperclip: { calls: ['convert', 'identify'] }, // thoughtbot/paperclip lib/paperclip/thumbnail.rb 01e507149840e7dcbeab6e9717554fb236d87df5
  passenger: { open: true }, // phusion/passenger src/ruby_supportlib/phusion_passenger/platform_info/depcheck_specs/libs.rb 1ffa3cdfa61628eceb3a2c8e018c1f2f4a670b48
  pg: { loads: ['libpq-dev'] }, // ged/ruby-pg ext/extconf.rb 01cfbc59bdd4dff378e2bd140eb6c06713b0fde6
  rmagick: { loads: ['libmagickwand-dev'] }, // rmagick/rmagick ext/RMagick/extconf.rb 021379e6da5fa1960677c5e1ffd19ec463b967fa
  'ruby-oci8': { open: true }, // kubo/ruby-oci8 docs/install-instant-client.md 017028392c0f843955b9ae7f037ec0cbd6223454
  sqlite3: { uses: ['libsqlite3-0'] }, // sparklemotion/sqlite3-ruby INSTALLATION.md 096088b9023477fa85467f1cfd06b591121d5b1f
  tzinfo: { uses: ['tzdata'] }, // tzinfo/tzinfo README.md 00bb7fed5e4e25151b9ae76a3f2e392216eaccbf
  'wkhtmltopdf-binary': { open: true }, // zakird/wkhtmltopdf_binary_gem bin/wkhtmltopdf 0173522c1ad9a5e2ac60f70712fd154a58fa82a6
};

/** What a gem needs of the system; `undefined` for one that nobody described. */
export function nativeGem(name: string): NativeGem | undefined {
  return rowOf(NATIVE, name);
}
