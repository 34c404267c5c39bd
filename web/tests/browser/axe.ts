// What axe finds wrong with the page for those who hear or feel it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Person } from './person';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Found { id: string; help: string; targets: string[] }

/** The page's policy lets no script in, so axe comes by the debugger's way. */
export async function violations(person: Person): Promise<Found[]> {
  await person.page.evaluate(axe);
  return person.page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: AxeFound[] }> };
    type AxeFound = { id: string; help: string; nodes: { target: unknown[] }[] };
    const { violations: found } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return found.map(({ id, help, nodes }) => ({
      id, help, targets: nodes.map(({ target }) => String(target)).slice(0, 5),
    }));
  });
}
