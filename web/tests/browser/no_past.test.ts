// A server that keeps no past.

import { afterAll, afterEach, expect, it } from 'vitest';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

let server: TestServer;
let ana: Person;

afterEach(async ({ task }) => {
  await picture_failure(task);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

it('says so where the messages begin, and offers no search', async () => {
  server = await TestServer.start({ config: { history: { enabled: false } } });
  ana = await Person.enter(server.url(), 'ana', '#maths');
  await ana.page.getByText(w.feed.no_past).waitFor();
  await ana.says('#maths', 'hello');
  await ana.sees('hello');
  expect(await ana.page.getByText(w.failed).count()).toBe(0);
  expect(await ana.page.getByRole('button', { name: w.top.search }).count()).toBe(0);
});
