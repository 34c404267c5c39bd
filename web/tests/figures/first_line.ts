// From the page's address to one's first line, as somebody who types quickly.

import { Person, w } from '../browser/person';
import { load_text, measured_server } from './place';
import { median, note } from './table';

const times = 5;
const key_ms = 80;

export async function first_line(): Promise<void> {
  const server = await measured_server();
  const typed_s: number[] = [];
  const waited_s: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const ana = await Person.open('about:blank');
    const begin_ms = performance.now();
    let typing_ms = 0;
    const type = async (text: string): Promise<void> => {
      await ana.page.keyboard.type(text, { delay: key_ms });
      typing_ms += text.length * key_ms;
    };
    await ana.page.goto(server.url());
    await ana.page.getByLabel(w.first.name, { exact: true }).focus();
    await type(`ana${n}`);
    await ana.page.getByRole('button', { name: w.first.go }).click();
    await ana.page.waitForFunction(() => document.activeElement?.id === 'composer');
    await type('hello, here I am');
    await ana.page.keyboard.press('Enter');
    await ana.sees('hello, here I am');
    await ana.page.locator('.line.is-sent').filter({ hasText: 'hello, here I am' }).first()
      .waitFor();
    const all_ms = performance.now() - begin_ms;
    typed_s.push(all_ms / 1000);
    waited_s.push((all_ms - typing_ms) / 1000);
    await ana.close();
  }
  note('from page to first line that the server has', 'under 10 s',
    `median ${median(typed_s).toFixed(1)} s, of which ${median(waited_s).toFixed(1)} s are not ` +
      `typing; load ${load_text()}`,
    median(typed_s) < 10);
  await server.stop();
}
