// What programs keep in the home of whoever starts them, where it may be gone after a restart.
import { rowOf } from '../model/index.js';
import { imageChild } from '../dockerfile/index.js';
import type { BuiltImage } from '../services/index.js';
import { findMadeAccounts } from './made-accounts.js';
import type { ImageUse } from './start.js';

/** Below the home: filled again wherever it is empty. Source: `_get_machine_id_v4` in lib/streamlit/runtime/metrics_util.py */
const FOLDERS: Readonly<Record<string, string>> = { streamlit: '.streamlit' };

/** The folder for a tmpfs; `undefined` where the program keeps more, or whose home it is is not seen. */
export function folderAtHome(program: string, image: BuiltImage, use: ImageUse): string | undefined {
  const folder = rowOf(FOLDERS, program);
  const home = folder === undefined ? undefined : homeOf(image, use);
  return folder === undefined || home === undefined ? undefined : imageChild(home, folder);
}

/** An option that gives an account another home than the usual one, or none. */
const OTHER_HOME = /\s(?:--home\S{0,80}|--base-dir\S{0,80}|--system|-[a-zA-Z]{0,6}[dbhS])(?=[\s=])/;

function homeOf({ stage, user: written, chain }: BuiltImage, use: ImageUse): string | undefined {
  const isSet = chain.some(({ instructions }) =>
    instructions.some((each) => each.keyword === 'ENV' && /\bHOME\b/.test(each.args)),
  );
  if (isSet || use.environment.has('HOME')) return undefined;
  const user = (use.user ?? written?.text)?.split(':')[0];
  if (user === undefined) return undefined;
  if (user === 'root' || user === '0') return '/root';
  const account = findMadeAccounts(stage).find(({ name, uid }) => name === user || String(uid) === user);
  const makes = account?.instruction.shell.commands.find(
    ({ words }) =>
      words.some(({ value }) => value === account.name) &&
      words.some(({ value }) => /^(?:useradd|adduser)$/.test(value ?? '')),
  );
  if (!account || !makes) return undefined;
  return OTHER_HOME.test(` ${makes.words.map(({ value, raw }) => value ?? raw).join(' ')} `)
    ? undefined
    : `/home/${account.name}`;
}
