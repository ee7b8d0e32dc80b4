// What servers take of memory whose memory is not their data.
import { rowOf } from '../model/index.js';
import table from './data/footprints.yaml';

/** In mebibytes: what was measured at most, and a limit that leaves room for more. */
export interface ServerFootprint {
  readonly peak: number;
  readonly limit: number;
  /** What was measured, with its version. */
  readonly measured: string;
}

/** The day of the measurements. */
export function footprintsMeasuredOn(): string {
  return table().measuredOn;
}

/** Of a server that serves files or passes requests on; `undefined` for images of which nobody measured it. */
export function serverFootprint(image: string): ServerFootprint | undefined {
  return rowOf(table().servers, image);
}
