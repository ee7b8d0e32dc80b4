import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownPath } from '../../src/model/index.js';
import {
  parseReview,
  readReview,
  reviewText,
  verdictsOf,
  writeReview,
  type Decision,
} from '../../src/fleet-reports/index.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterAll(removeTemporary);

const EXEC: Decision = {
  pattern: 'aaaa1111',
  transform: 'exec-form',
  title: 'CMD in the exec form',
  verdict: 'approve',
  by: 'Jane Doe',
  at: '2026-11-30',
};
const PIN: Decision = { pattern: 'bbbb2222', transform: 'pin-base-image', verdict: 'postpone' };
const APT: Decision = { pattern: 'cccc3333', transform: 'apt-no-recommends', verdict: 'reject', note: 'breaks: "tls"' };

const WRITTEN = `# Ours.
version: 1
decisions:
  # The canary showed it.
  - pattern: aaaa1111
    transform: exec-form
    verdict: postpone # for now
    note: ask the web team

  - pattern: ffff9999
    transform: user
    verdict: approve
`;

const read = (text: string): readonly Decision[] => [...parseReview(shownPath('review.yaml'), text).decisions.values()];

describe('review.yaml', () => {
  test('is made sorted, and reads back as what was decided', () => {
    const text = reviewText(undefined, [PIN, EXEC, APT]);
    expect(read(text)).toEqual([APT, EXEC, PIN]);
    expect(reviewText(text, [EXEC, PIN, APT])).toBe(text);
  });

  test('changes what differs, inserts where it sorts, and leaves every other byte', () => {
    const text = reviewText(WRITTEN, [EXEC, PIN, APT]);
    expect(text).toBe(`# Ours.
version: 1
decisions:
  - pattern: cccc3333
    transform: apt-no-recommends
    verdict: reject
    note: 'breaks: "tls"'
  # The canary showed it.
  - pattern: aaaa1111
    transform: exec-form
    verdict: approve # for now
    note: ask the web team
    title: CMD in the exec form
    by: Jane Doe
    at: "2026-11-30"

  - pattern: bbbb2222
    transform: pin-base-image
    verdict: postpone
  - pattern: ffff9999
    transform: user
    verdict: approve
`);
    expect(reviewText(text, [EXEC, PIN, APT])).toBe(text);
  });

  test('appends behind the last, also to a list in brackets, and keeps a file of comments alone', () => {
    const last: Decision = { pattern: 'dddd4444', transform: 'workdir', verdict: 'approve' };
    expect(read(reviewText(WRITTEN, [last])).at(-1)).toEqual(last);
    expect(read(reviewText('version: 1\ndecisions: []\n', [last, EXEC]))).toEqual([EXEC, last]);
    expect(read(reviewText('{"version": 1, "decisions": []}', [last]))).toEqual([last]);
    const kept = reviewText('# Nothing yet', [last]);
    expect(kept.startsWith('# Nothing yet\n')).toBe(true);
    expect(read(kept)).toEqual([last]);
  });

  test('keeps the line ends it has', () => {
    const text = reviewText(WRITTEN.replaceAll('\n', '\r\n'), [APT, PIN]);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(read(text)).toHaveLength(4);
  });

  test('says where a mistake stands', () => {
    expect(() => read('version: 1\ndecisions:\n  - pattern: aaaa1111\n    verdict: aprove\n')).toThrow(
      /review\.yaml:4:14: .*approve/,
    );
    expect(() => read(`${WRITTEN}  - pattern: aaaa1111\n    verdict: reject\n`)).toThrow(
      'review.yaml:13:5: decides about the pattern aaaa1111 again',
    );
  });

  test('text of strangers stays data', () => {
    const hostile: Decision = {
      pattern: 'eeee5555',
      verdict: 'reject',
      transform: 'user',
      title: '}\n- pattern: zzzz\n  verdict: approve # &a *b !!x',
      note: '\u001b[31m: "\'',
    };
    expect(read(reviewText(undefined, [hostile]))).toEqual([hostile]);
    expect(read(reviewText(WRITTEN, [hostile]))).toContainEqual(hostile);
  });

  test('lies in the folder of the campaign', () => {
    const folder = temporary({ 'campaign.yaml': '' });
    expect(readReview(folder).decisions.size).toBe(0);
    writeReview(folder, [EXEC]);
    writeReview(folder, [PIN]);
    expect([...verdictsOf(readReview(folder), new Map())].sort()).toEqual([
      ['aaaa1111', 'approve'],
      ['bbbb2222', 'postpone'],
    ]);
    writeFileSync(join(folder, 'review.yaml'), 'version: 2\n');
    expect(() => writeReview(folder, [APT])).toThrow('review.yaml:1:');
    expect(readFileSync(join(folder, 'review.yaml'), 'utf8')).toBe('version: 2\n');
  });
});
