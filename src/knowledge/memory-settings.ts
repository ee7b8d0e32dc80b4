// Settings with which a server or a runtime is told how much memory to take.
import table from './data/memory-settings.yaml';

/** One setting, and how much of a limit it may be. */
export interface MemoryRule {
  /** As a sentence calls it. */
  readonly name: string;
  /** Names of profiles; absent where it holds for every image. */
  readonly images?: readonly string[];
  /** Whose words and units they are. */
  readonly reads: 'jvm' | 'gomem' | 'redis' | 'mysql' | 'postgres' | 'memcached';
  readonly variables?: readonly string[];
  /** No runtime reads the variable: a script passes it on. */
  readonly passedOn?: true;
  /** Per cent of a limit that it may be at most. */
  readonly share: number;
  /** Mebibytes that the program takes at least beside it. */
  readonly beside: number;
  readonly says: string;
  readonly source: string;
}

/** The rules for an image, those of its own first. */
export function memoryRules(image: string | undefined): readonly MemoryRule[] {
  return table().settings.filter(({ images }) => !images || (image !== undefined && images.includes(image)));
}

/** True for a variable that a runtime reads by itself, whatever starts it. */
export function isReadByRuntime(variable: string): boolean {
  return table().runtimes.includes(variable);
}
