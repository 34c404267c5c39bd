import { words } from '../../words';
import { TABLE } from './table';

export interface Emoji {
  readonly sign: string;
  readonly name: string;
  /** Lower case, without accents: names of both languages. */
  readonly words: string;
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function parse(line: string, language: number): Emoji | null {
  const space = line.indexOf(' ');
  if (space <= 0) return null;
  const names = line.slice(space + 1).split('|');
  const name = names[language]?.split(',')[0] ?? names[0] ?? '';
  const all = names.join(',').replace(/[,\s]+/g, ' ');
  return { sign: line.slice(0, space), name, words: ` ${folded(all)}` };
}

const parsed = new Map<string, ReadonlyMap<string, readonly Emoji[]>>();

/** All emoji by group, named in the language of the page. */
export function emoji_groups(): ReadonlyMap<string, readonly Emoji[]> {
  const { locale } = words();
  let groups = parsed.get(locale);
  if (!groups) {
    const language = locale === 'es' ? 1 : 0;
    groups = new Map(
      Object.entries(TABLE).map(([group, lines]) => [
        group,
        lines.split('\n').map((line) => parse(line, language)).filter((e) => e !== null),
      ]),
    );
    parsed.set(locale, groups);
  }
  return groups;
}

/** Those with a word that begins so, in the table's order; exact names first. */
export function find_emoji(prefix: string, count_max: number): Emoji[] {
  const wanted = folded(prefix.replace(/_/g, ' '));
  const exact: Emoji[] = [];
  const others: Emoji[] = [];
  for (const group of emoji_groups().values()) {
    for (const emoji of group) {
      if (`${emoji.words} `.includes(` ${wanted} `)) exact.push(emoji);
      else if (emoji.words.includes(` ${wanted}`)) others.push(emoji);
    }
  }
  return [...exact, ...others].slice(0, count_max);
}
