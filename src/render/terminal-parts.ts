import { isNewFile, type Step } from '../model/index.js';
import { layPlace, type Page } from './page.js';

export const BADGES = {
  safe: ({ colors }: Page) => colors.green('safe'),
  review: ({ colors }: Page) => colors.yellow('review'),
  unverified: ({ colors }: Page) => colors.red('unverified'),
  manual: ({ colors }: Page) => colors.magenta('manual'),
} as const satisfies Record<Step['safety'], (page: Page) => string>;

/** Whether the file that the step stands in is made by it. */
export function isNew({ at, files }: Step): boolean {
  return files.some((file) => file.path === at.file && isNewFile(file));
}

export function fileNote(page: Page, path: string, isNew: boolean): string {
  return `${page.colors.bold(layPlace(page, path))}${isNew ? page.colors.dim(' (new file)') : ''}`;
}
