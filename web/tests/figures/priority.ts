// On a machine that others use too: the browser and the server go before them, as they would have a
// machine of their own. The browser's processes choose their priority themselves, so they are set
// again and again.

import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const wished = -15;
const again_ms = 1000;

/** False without the right to do so. */
export function go_first(): boolean {
  try {
    setPriority(wished);
  } catch {
    return false;
  }
  setInterval(set_all, again_ms).unref();
  return true;
}

function set_all(): void {
  for (const pid of descendants()) {
    for (const thread of entries(`/proc/${pid}/task`)) {
      try {
        setPriority(Number(thread), wished);
      } catch {
        // It has ended.
      }
    }
  }
}

function descendants(): number[] {
  const children = new Map<number, number[]>();
  for (const name of entries('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(text_of(`/proc/${name}/status`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const left = [process.pid];
  for (let pid = left.pop(); pid !== undefined; pid = left.pop()) {
    const below = children.get(pid) ?? [];
    found.push(...below);
    left.push(...below);
  }
  return found;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text_of(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
