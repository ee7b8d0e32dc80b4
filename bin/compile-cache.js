'use strict';
// Compiled code is kept for the next run. What lies in that folder is run as code: it never is one that somebody else could
// have written to, and where that cannot be told, nothing is kept.
const { lstatSync, mkdirSync, realpathSync } = require('node:fs');
const { dirname, isAbsolute, join } = require('node:path');

/**
 * The folder for it, made where there is none. None where NODE_DISABLE_COMPILE_CACHE=1 turns it off, and where
 * NODE_COMPILE_CACHE leaves it to Node.
 */
function compiledFolder(env, uid = process.geteuid?.()) {
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_COMPILE_CACHE) return undefined;
  // Windows has no owner to compare with.
  const wanted = uid === undefined ? undefined : cacheFolder(env);
  return wanted && ownFolder(wanted, uid);
}

function cacheFolder({ XDG_CACHE_HOME: base, HOME: home }) {
  if (base && isAbsolute(base)) return join(base, 'harden', 'compiled');
  return home && isAbsolute(home) ? join(home, '.cache', 'harden', 'compiled') : undefined;
}

/** The folder without links on its way, made where there is none. Nothing, where others can write to it or replace it. */
function ownFolder(wanted, uid) {
  try {
    if (!isOurs(realpathSync(existing(wanted)), uid)) return undefined;
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    const folder = realpathSync(wanted);
    const { uid: owner, mode } = lstatSync(folder);
    // Where the umask says so, Node makes folders in it that others may write to. Nobody else gets there.
    return owner === uid && (mode & 0o077) === 0 && isOurs(folder, uid) ? folder : undefined;
  } catch {
    return undefined; // read-only, full, or a file stands in the way: a run without a cache is as good
  }
}

function existing(path) {
  for (let at = path; ; at = dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })) return at;
  }
}

/** True when only the user and root can change what lies at a path without links. */
function isOurs(path, uid) {
  const { uid: owner, mode } = lstatSync(path);
  if (owner !== uid && owner !== 0) return false;
  // In a sticky folder such as /tmp nobody takes away what belongs to another.
  if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0) return false;
  const above = dirname(path);
  return above === path || isOurs(above, uid);
}

module.exports = { compiledFolder };
