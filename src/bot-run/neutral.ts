// What a forge makes links and deeds of, in texts that hold a stranger's words: nobody is mentioned, and nothing closed.

/** Nobody sees it, and no forge looks past it. */
const BREAK = '\u200b';

/** Plain text, such as a message of a commit or a title, in which no forge finds a person, an issue or a command. */
export function withoutMentions(text: string): string {
  return (
    text
      .replace(/(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}_])/gu, `@${BREAK}`)
      // Issues and pull requests: `#1`, `owner/name#1`, `GH-1`, and `!1` of GitLab.
      .replace(/([#!])(?=\d)/g, `$1${BREAK}`)
      .replace(/\bGH-(?=\d)/gi, (found) => `${found}${BREAK}`)
      // An address of one stands for it.
      .replace(/\/(issues|pull|pulls|merge_requests)\/(?=\d)/g, `/$1/${BREAK}`)
  );
}
