// Boxes of the dashboard, and what it remembers: data of a closed form.
import { boxLine, rememberedIn, rememberedText, tickedIn, type Box } from '../../src/bot/index.js';

const KEY = '0123456789ab';

test.each<Box>([
  { box: 'open', of: 'main' },
  { box: 'rebase', of: 'a.b-c_d' },
  { box: 'again', of: KEY },
  { box: 'refresh' },
])('%j is read once it is ticked', (box) => {
  const line = boxLine(box, 'words');
  expect(tickedIn(line)).toEqual([]);
  for (const mark of ['x', 'X']) expect(tickedIn(`before\r\n${line.replace('[ ]', `[${mark}]`)}\r\n`)).toEqual([box]);
});

test.each([
  '- [x] <!-- harden:box delete main -->',
  '- [x] <!-- harden:box constructor main -->',
  '- [x] <!-- harden:box open ../x -->',
  '- [x] <!-- harden:box open -->',
  '- [x] <!-- harden:box again main -->',
  '- [x] <!-- harden:box refresh main -->',
  '> - [x] <!-- harden:box refresh -->',
  '- [x] words <!-- harden:box refresh -->',
])('%s is none', (line) => {
  expect(tickedIn(line)).toEqual([]);
});

test('what broke is remembered, and nothing that is of another form', () => {
  const remembered = { broken: [KEY], tool: '1.2.3' };
  expect(rememberedIn(`text\n\n${rememberedText(remembered)}`)).toEqual(remembered);
  expect(rememberedText({ broken: [], tool: '1' })).toBe('');
  for (const data of [{ ...remembered, broken: ['x'] }, { ...remembered, more: 1 }, { broken: [KEY] }, [], null, 7]) {
    const hidden = Buffer.from(JSON.stringify(data)).toString('base64');
    expect(rememberedIn(`<!-- harden:broken ${hidden} -->`)).toBeUndefined();
  }
  expect(rememberedIn('<!-- harden:broken %%% -->')).toBeUndefined();
});
