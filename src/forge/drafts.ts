/** Draft pull requests of a forge that knows them by their title. */
export interface Drafts {
  /** The title as the forge has it. */
  written(title: string, isDraft: boolean): string;
  /** The title without what makes it a draft. */
  bare(title: string): string;
}

/** @param pattern of what makes a draft, at the start of a title. */
export function draftsBy(prefix: string, pattern: RegExp): Drafts {
  const bare = (title: string): string => {
    let rest = title;
    while (pattern.test(rest)) rest = rest.replace(pattern, '');
    return rest;
  };
  return { bare, written: (title, isDraft) => (isDraft ? `${prefix}${bare(title)}` : bare(title)) };
}
