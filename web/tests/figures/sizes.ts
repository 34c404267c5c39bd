// What is loaded, compressed: until the first page is painted, and until a room can be used.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Person } from '../browser/person';
import { measured_server } from './place';
import { pause } from './people';
import { note } from './table';

interface Loaded { readonly path: string; readonly gzip: number; readonly brotli: number }

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

export async function sizes(): Promise<void> {
  const server = await measured_server();
  const ana = await Person.open('about:blank');
  const loaded: Loaded[] = [];
  const under_way: Promise<void>[] = [];
  ana.page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    under_way.push(response.body().then((body) => {
      const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
      loaded.push({ path, gzip: gzipSync(body, { level: 9 }).length, brotli: brotli.length });
    }, () => undefined));
  });
  const needed = await first_page(ana, server.url());
  await pause(1000);
  await Promise.all(under_way);
  const first = loaded.filter((each) => needed.includes(each.path) && is_code(each.path));
  await ana.come_in('ana', '#main');
  await ana.says('#main', 'the first line');
  await ana.sees('the first line');
  await pause(1500);
  await Promise.all(under_way);
  say('first paint', first, 60);
  say('until a room can be used', loaded.filter((each) => is_code(each.path)), 150);
  await ana.close();
  await server.stop();
}

function is_code(path: string): boolean {
  return /\.(?:js|css)$|\/$/.test(path) && !path.endsWith('service-worker.js');
}

/**
 * What the first page cannot be drawn without: each script is held back until it is seen that the
 * page does not come without it.
 */
async function first_page(ana: Person, url: string): Promise<string[]> {
  const held: { path: string; release: () => void }[] = [];
  const needed = ['/'];
  await ana.page.route('**/assets/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    await new Promise<void>((release) => held.push({ path, release }));
    await route.continue();
  });
  await ana.page.goto(url, { waitUntil: 'commit' });
  const form = ana.page.locator('main.first form');
  const is_drawn = (): Promise<boolean> =>
    form.waitFor({ timeout: 1500 }).then(() => true, () => false);
  while (!(await is_drawn())) {
    const next = held.shift();
    if (next === undefined) continue;
    needed.push(next.path);
    next.release();
  }
  await ana.page.unroute('**/assets/**');
  for (const { release } of held) release();
  return needed;
}

function say(what: string, loaded: readonly Loaded[], kibibytes_max: number): void {
  for (const { path, gzip, brotli } of loaded) {
    console.log(`  ${path}: gzip ${kibibytes(gzip)}, brotli ${kibibytes(brotli)}`);
  }
  const gzip = loaded.reduce((sum, each) => sum + each.gzip, 0);
  const brotli = loaded.reduce((sum, each) => sum + each.brotli, 0);
  note(`${what}: page, scripts and styles`, `<= ${kibibytes_max} KiB compressed`,
    `gzip ${kibibytes(gzip)}, brotli ${kibibytes(brotli)}`, gzip <= kibibytes_max * 1024);
}
