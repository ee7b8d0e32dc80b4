// cargo. Source: https://doc.rust-lang.org/cargo/commands/cargo-fetch.html
import type { InstallInputs } from '../../model/index.js';
import { inputsUnclear, type Call } from '../install-call.js';

export function readRustInstall(call: Call): InstallInputs | undefined {
  if (call.tool !== 'cargo' || !['fetch', 'vendor'].includes(call.args[0] ?? '')) return undefined;
  return inputsUnclear('whole-project', 'Cargo reads a manifest only where the source of its programs is there');
}
