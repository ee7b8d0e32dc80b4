import { VERIFIED, serviceProfile } from '../../src/knowledge/index.js';
import { trialEvidence } from '../../src/services/index.js';

function said(image: string, what: 'capabilities' | 'readOnlyRoot' | 'runsAsAccount'): string {
  return trialEvidence(serviceProfile(image)!, what)
    .map(({ says }) => says.replace(/^.*in place of /, ''))
    .join('\n');
}

test.each(Object.entries(VERIFIED))(
  '%s: a health check, mounts and a second boot are claimed as they were',
  (image, run) => {
    for (const what of ['capabilities', 'readOnlyRoot', 'runsAsAccount'] as const) {
      if (what !== 'capabilities' && !run[what]) continue;
      const says = said(image, what);
      expect(says.includes('was healthy')).toBe(run.healthcheck);
      expect(/\bnew volumes?\b/.test(says)).toBe(run.volumes.length > 0);
      expect(/with no more than/.test(says)).toBe(what === 'capabilities' && run.withData !== undefined);
      if (what === 'readOnlyRoot')
        for (const path of [...run.tmpfs.map((each) => each.split(':', 1)[0]!), ...run.volumes])
          expect(says).toContain(path);
    }
  },
);

test('no volume: two containers; no health check: an answer', () => {
  expect(said('haproxy:3.0', 'capabilities')).toBe(
    'haproxy:3.0, answered with no capability, in a new container, twice',
  );
});

test('fewer with data: what the second boot had', () => {
  expect(said('valkey/valkey:8.1', 'capabilities')).toBe(
    'valkey/valkey:8.1, was healthy with no capability but CHOWN, DAC_OVERRIDE, SETGID, SETUID, on a new volume, and again on the same; there also with no more than DAC_OVERRIDE, SETGID, SETUID',
  );
});

test('a read-only root: mounts with their settings', () => {
  expect(said('matomo:5.3', 'readOnlyRoot')).toBe(
    'matomo:5.3, was healthy with a read-only root, a tmpfs at /run (mode=1777) and at /tmp, and a volume at /var/www/html, on a new volume, and again on the same',
  );
});

test('a tag that keeps its data elsewhere was not tried with a read-only root', () => {
  const profile = serviceProfile('postgres:17')!;
  const moved = profile.writable!.map((fact) =>
    fact.is.kind === 'volume' ? { ...fact, is: { ...fact.is, path: '/var/lib/postgresql' } } : fact,
  );
  const [evidence] = trialEvidence({ ...profile, writable: moved }, 'readOnlyRoot');
  expect(evidence!.says).toBe('this was read in the files of the image, and not tried');
});
