// Where compilers are told to put what they make.

/** The value of `-o`: `-o app`, `-o=app`, `-oapp`. */
export function outputOf(words: readonly string[]): string | undefined {
  const at = words.indexOf('-o');
  return at === -1 ? words.find((word) => /^-o[=\w./]/.test(word))?.replace(/^-o=?/, '') : words[at + 1];
}
