// Completes package-lock.json: npm leaves out optional packages for other platforms that the registry in use does not
// serve, and `npm ci` then refuses the lock. Adds what their parents name. `node scripts/complete-lock.mjs [--check]`
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const text = readFileSync(path, 'utf8');
const lock = JSON.parse(text);
const PLATFORM =
  /-(android|darwin|linux|win32|freebsd|openharmony|sunos|netbsd|openbsd|aix)(?:-(arm64|x64|arm|ia32|ppc64|s390x|riscv64|loong64|mips64el))?(?:-(.*))?$/;

const missing = [];
for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    if (Object.keys(lock.packages).some((known) => known === key || known.endsWith(`/${key}`))) continue;
    const [, os, cpu, libc] = PLATFORM.exec(name) ?? [];
    lock.packages[key] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      dev: true,
      ...(libc?.startsWith('musl') ? { libc: ['musl'] } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    missing.push(name);
  }
}
if (process.argv.includes('--check')) {
  if (missing.length > 0) process.stderr.write(`package-lock.json lacks ${missing.length}: ${missing.join(' ')}\n`);
  process.exit(missing.length > 0 ? 1 : 0);
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
if (missing.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${missing.length} added\n`);
