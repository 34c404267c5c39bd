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
  // What the page asks for itself before it is drawn; the shell is fetched behind that.
  await ana.page.goto(server.url());
  const first = await first_paint(ana, loaded, under_way);
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

/** Those that the first page needs: its document, and what is loaded when it stands there. */
async function first_paint(
  ana: Person,
  loaded: readonly Loaded[],
  under_way: readonly Promise<void>[],
): Promise<Loaded[]> {
  await ana.page.locator('main.first form').waitFor();
  const paths = await ana.page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const before = all.filter((each) => each.responseEnd > 0 && each.responseEnd <= paint);
    return [location.pathname, ...before.map((each) => new URL(each.name).pathname)];
  });
  await pause(1000);
  await Promise.all(under_way);
  return loaded.filter((each) => paths.includes(each.path) && is_code(each.path));
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
