// Gems that need something of the system: a library their C code links, or a program or file they use while they run.

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

const MAGICK = ['convert', 'identify', 'magick'];

/**
 * Sources: README, extconf.rb or the lines that load a library, in the repository of each: ged/ruby-pg,
 * brianmario/mysql2, sparklemotion/sqlite3-ruby (INSTALLATION.md: up to 1.4 against the system's), rmagick/rmagick,
 * brianmario/charlock_holmes, taf2/curb, typhoeus/ethon (lib/ethon/curls/settings.rb), minimagick/minimagick,
 * thoughtbot/paperclip, mimemagicrb/mimemagic (from 0.3.7), zakird/wkhtmltopdf_binary_gem.
 */
const NATIVE: Readonly<Record<string, NativeGem>> = {
  charlock_holmes: { loads: ['libicu-dev'] },
  curb: { loads: ['libcurl4-openssl-dev'] },
  ethon: { loads: ['libcurl4-openssl-dev'] },
  'ffi-icu': { loads: ['libicu-dev'] },
  git: { calls: ['git'] },
  'kt-paperclip': { calls: MAGICK },
  mimemagic: { uses: ['shared-mime-info'] },
  mini_magick: { calls: MAGICK },
  mysql2: { loads: ['default-libmysqlclient-dev'] },
  paperclip: { calls: MAGICK },
  passenger: { open: true },
  pg: { loads: ['libpq-dev'] },
  rmagick: { loads: ['libmagickwand-dev'] },
  'ruby-oci8': { open: true },
  sqlite3: { uses: ['libsqlite3-0'] },
  tzinfo: { uses: ['tzdata'] },
  'wkhtmltopdf-binary': { open: true },
};

/** What a gem needs of the system; `undefined` for one that nobody described. */
export function nativeGem(name: string): NativeGem | undefined {
  return Object.hasOwn(NATIVE, name) ? NATIVE[name] : undefined;
}
