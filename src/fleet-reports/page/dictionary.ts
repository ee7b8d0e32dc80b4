import { oneLine } from '../../render/index.js';

/** Texts by their number, as a page shows them. */
export class Dictionary {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    this.texts.push(oneLine(text));
    return this.texts.length - 1;
  }
}
