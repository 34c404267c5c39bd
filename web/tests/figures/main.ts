// Measures what the page must hold, in a real browser: npm run figures [NAME...]. Not for CI: it
// takes long, and its figures are as good as the machine is quiet.

import { anchoring } from './anchoring';
import { end_browser } from '../browser/person';
import { devices } from './devices';
import { first_line } from './first_line';
import { flood } from './flood';
import { load_text } from './place';
import { hostile } from './hostile';
import { go_first } from './priority';
import { sizes } from './sizes';
import { switching } from './switching';
import { print_table } from './table';
import { thirty_minutes } from './thirty_minutes';

const all: Record<string, () => Promise<void>> = {
  sizes,
  first_line,
  anchoring,
  flood,
  switching,
  devices,
  hostile,
  thirty_minutes,
};

if (!go_first()) console.log('without the right to go before others: figures will be worse');
const wished = process.argv.slice(2);
for (const name of wished.length > 0 ? wished : Object.keys(all)) {
  const figure = all[name];
  if (figure === undefined) throw new Error(`no figure ${name}: ${Object.keys(all).join(' ')}`);
  console.log(`\n${name}; load ${load_text()}`);
  try {
    await figure();
  } catch (problem) {
    console.error(problem);
    process.exitCode = 1;
  }
}
await end_browser();
if (!print_table()) process.exitCode = 1;
process.exit();
