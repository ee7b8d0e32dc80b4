import type { Recipe } from '../recipe.js';
import { python } from './python.js';

/** In the order they are asked; the first that answers decides. */
export const RECIPES: readonly Recipe[] = [python];
