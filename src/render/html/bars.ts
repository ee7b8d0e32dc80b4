// Measured sizes and times as bars.
import { formatBytes, formatTime } from '../verification-rows.js';
import { html, type Html, NOTHING } from './text.js';

/** What building both sides of an image showed. Bytes and milliseconds. */
export interface ImageMeasures {
  readonly image: string;
  readonly size?: { readonly before: number; readonly after: number };
  /** A build after one source file was touched. */
  readonly rebuild?: { readonly before: number; readonly after: number };
}

/** A chart of each quantity that was measured; nothing where none was. */
export function htmlBars(measures: readonly ImageMeasures[]): Html {
  const sizes = measures.flatMap(({ image, size }) => (size ? [{ image, ...size }] : []));
  const times = measures.flatMap(({ image, rebuild }) => (rebuild ? [{ image, ...rebuild }] : []));
  if (sizes.length === 0 && times.length === 0) return NOTHING;
  return html`<div id="measured" class="halves">${chart('Size of the image', sizes, formatBytes)}${chart(
    'Build after a change of the source',
    times,
    formatTime,
  )}</div>`;
}

interface Pair {
  readonly image: string;
  readonly before: number;
  readonly after: number;
}

function chart(title: string, pairs: readonly Pair[], unit: (value: number) => string): Html {
  if (pairs.length === 0) return NOTHING;
  const most = Math.max(1e-9, ...pairs.flatMap(({ before, after }) => [before, after]));
  const rows = pairs.map(
    ({ image, before, after }) =>
      html`<tbody><tr><th colspan="2" scope="rowgroup">${image}</th></tr><tr>${bar('before', before, most, unit)}</tr><tr>${bar('after', after, most, unit)}</tr></tbody>`,
  );
  return html`<table class="bars"><caption>${title}</caption>${rows}</table>`;
}

function bar(side: 'before' | 'after', value: number, most: number, unit: (value: number) => string): Html {
  const width = Math.max(1, Math.round((value / most) * 400));
  const label = `${side}: ${unit(value)}`;
  return html`<td><svg role="img" aria-label="${label}" viewBox="0 0 400 14" preserveAspectRatio="none"><rect class="${side}" width="${width}" height="14" rx="2"/></svg></td><td>${label}</td>`;
}
