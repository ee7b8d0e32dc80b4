// How far a run over many repositories is: a bar on a terminal, and a line now and then elsewhere.
import { duration } from './duration.js';
import { columnsOf, endLineOnSignal, harmless, type Io } from '../output.js';

export interface FleetProgress {
  to(done: number, of: number): void;
  stop(): void;
}

const LINE_MS = 30_000;
const REDRAW_MS = 100;
/** Cells beside the bar. */
const BESIDE = 70;
const LONGEST_BAR = 40;

/**
 * @param doing the word in front of the bar: `planning`.
 */
export function fleetProgress(io: Io, doing: string): FleetProgress {
  const begun = performance.now();
  let first: number | undefined;
  let shownAt = begun;
  let bar: import('cli-progress').SingleBar | undefined;
  let letGo = (): void => {};
  const rateOf = (done: number): number => (done - (first ?? 0)) / Math.max(1, performance.now() - begun);
  return {
    to(done, of) {
      first ??= Math.max(0, done - 1);
      const now = performance.now();
      if (now - shownAt < (io.errIsTerminal ? REDRAW_MS : LINE_MS) && done < of) return;
      if (!io.errIsTerminal && now - begun < LINE_MS) return;
      shownAt = now;
      const rate = rateOf(done);
      const facts = {
        rate: Math.round(rate * 3_600_000).toLocaleString('en'),
        left: rate > 0 ? duration((of - done) / rate) : '?',
      };
      if (!io.errIsTerminal) {
        io.err(`harden: ${harmless(io, `${doing} ${done} of ${of}, ${facts.rate} an hour, ${facts.left} left`)}\n`);
        return;
      }
      if (!bar) {
        bar = startBar(doing, of, columnsOf(process.stderr.columns));
        letGo = endLineOnSignal(io);
      }
      bar.setTotal(of);
      bar.update(done, facts);
    },
    stop() {
      letGo();
      bar?.stop();
    },
  };
}

function startBar(doing: string, of: number, columns: number): import('cli-progress').SingleBar {
  const { SingleBar, Presets } = require('cli-progress') as typeof import('cli-progress');
  const bar = new SingleBar(
    {
      format: `${doing} {bar} {value}/{total}  {rate} an hour  {left} left`,
      clearOnComplete: true,
      hideCursor: false,
      linewrap: true,
      barsize: Math.max(1, Math.min(LONGEST_BAR, columns - BESIDE)),
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(of, 0, { rate: '-', left: '-' });
  return bar;
}
