import { en, type Words } from './en';
import { chosen_words } from './first';

/**
 * All words, in the language that is chosen. Not to be kept: they change with the setting. What the
 * first page is made of takes first_words(), or else all words would be loaded before it is drawn.
 */
export function words(): Words {
  return chosen_words() ?? en;
}
