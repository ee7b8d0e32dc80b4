// What the command prints of itself. A change shows in the snapshot.
import { harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

test.each([
  ['fix'],
  ['update'],
  ['check'],
  ['verify'],
  ['observe'],
  ['list'],
  ['explain'],
  ['init'],
  ['bot run'],
  ['bot serve'],
  [''],
])('the help of %s', async (command) => {
  const { out } = await harden(temporary(), [...command.split(' ').filter(Boolean), '--help']);
  expect(out).toMatchSnapshot();
});
