// Whether an expression takes longer than in proportion to its text.
import { compile } from './program.js';
import { countSteps } from './steps.js';
import { pumped, pumpedTexts, type PumpedText } from './strings.js';

/** What no text of some hundred characters needs. */
const LIMIT = 400_000;
/** Steps for each character that loops with an upper bound may cost, more than a text that fits nowhere does. */
const COST = 250;

/** The first text on which the steps grow faster than its length; `undefined` where none does. */
export function superLinearText(expression: RegExp): PumpedText | undefined {
  const texts = pumpedTexts(expression);
  if (texts.length === 0) return undefined;
  const program = compile(expression);
  const idle = countSteps(program, '\u0000'.repeat(100), LIMIT) / 100;
  return texts.find((text) => {
    const count = (length: number): number => countSteps(program, pumped(text, length), LIMIT);
    // A linear expression takes twice the steps for twice the text that is added, a quadratic one four times.
    const size = Math.max(48, 8 * text.pump.length);
    const small = count(size);
    const middle = count(2 * size);
    if (middle > LIMIT || middle / (2 * size) > idle + COST) return true;
    if (middle < 2.02 * small) return false;
    const large = count(4 * size);
    if (large - middle <= 2.3 * (middle - small)) return false;
    return count(16 * size) > 5 * large;
  });
}
