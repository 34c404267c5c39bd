import { expect, test } from 'vitest';
import { joined_chat } from './fake_chat';

test('that something is not stored yet is nothing that was found', async () => {
  const { server, chat } = await joined_chat();
  server.intercept = (message) => {
    if (message.command !== 'SEARCH') return false;
    const label = message.tags.get('label') ?? '';
    const at = '@batch=s;time=2026-11-22T14:03:11.123Z';
    server.tell(`@label=${label} :s BATCH +s soju.im/search`);
    server.tell(`${at};msgid=1 :eve!u@h PRIVMSG #room :hello`);
    server.tell(`${at};draft/chathistory-context :s NOTICE ana :What was said is not stored yet`);
    server.tell(':s BATCH -s');
    return true;
  };
  const answer = await chat.search({ text: 'hello', limit: 2 });
  expect(answer).toMatchObject({ ok: true, value: { has_more: false } });
  expect(answer.ok ? answer.value.hits.map((hit) => hit.line.text) : []).toEqual(['hello']);
});
