// The figures as one table, for people.

export interface Figure {
  readonly what: string;
  readonly must: string;
  readonly seen: string;
  readonly is_met: boolean;
}

const figures: Figure[] = [];

/** Shown at once, and again in the table at the end. */
export function note(what: string, must: string, seen: string, is_met: boolean): void {
  const figure = { what, must, seen, is_met };
  figures.push(figure);
  console.log(line_of(figure));
}

function line_of({ what, must, seen, is_met }: Figure): string {
  return `| ${what} | ${must} | ${seen} | ${is_met ? 'yes' : 'NO'} |`;
}

/** False where one is missed. */
export function print_table(): boolean {
  console.log('\n| what | must | seen | met |\n|---|---|---|---|');
  for (const figure of figures) console.log(line_of(figure));
  return figures.every((figure) => figure.is_met);
}

export function median(values: readonly number[]): number {
  return share_of(values, 0.5);
}

/** The value below which so great a share of all lies. */
export function share_of(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}
