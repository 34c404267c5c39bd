// Why something was refused is told as the server has said it.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer } from './fake_server';
import { joined_chat, lines, make_chat, pass, settle } from './fake_chat';
import { write_json } from '../../src/keep/store';
import { field_of, refusal_text } from '../../src/ui/refusal';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** What stands at a line of ours that is answered so. */
async function said_of_a_line(answer: string): Promise<string> {
  const { server, room } = await joined_chat();
  server.intercept = ({ command, tags }) => {
    if (command !== 'PRIVMSG') return false;
    server.tell(`@label=${tags.get('label')} ${answer}`);
    return true;
  };
  room().say('hello');
  await settle();
  const why = lines(room())[0]?.why;
  return why === undefined ? '' : refusal_text(why);
}

test('a line that is refused says the reason, and an operator’s own words', async () => {
  for (const [answer, words] of [
    [':s FAIL PRIVMSG STORE_UNAVAILABLE #room :Nobody has been told', /cannot store anything/],
    [':s 404 ana #room :No \x02adverts\x02, please', /^The server says: No .*adverts.*, please$/],
    [':s 531 ana bob :No adverts here', /^The server says: No adverts here$/],
    [':s 531 ana bob :They take no CTCP (+T)', /do not accept messages/],
    [':s 404 ana #room :Cannot send to channel (+m): it is moderated', /right now/],
    [':s 404 ana #room :Cannot send to channel (+n): you are not in it', /not in this room/],
    [':s 404 ana #room :Cannot send to channel (+W): no uploaded files here', /send files/],
    [':s 401 ana bob :No such nick or channel', /They are not here/],
  ] as const) {
    expect(await said_of_a_line(answer)).toMatch(words);
  }
  const long = await said_of_a_line(`:s 404 ana #room :${'x'.repeat(2_000)}`);
  expect(long.length).toBeLessThan(400);
});

test('what has ended a connection for good is told with the reason', async () => {
  for (const [error, code, words] of [
    ['Killed (oper): be nice (or else)', 'killed', 'Reason: be nice (or else)'],
    ['Your account is suspended: spam: twice', 'suspended', 'suspended. Reason: spam: twice'],
    ['K-lined: bots', 'banned', 'Reason: bots'],
    ['The account is gone', 'account_gone', 'does not exist any more.'],
  ] as const) {
    const { chat, server } = await joined_chat();
    server.tell(`ERROR :Closing link (${error})`);
    server.drop();
    await settle();
    expect(chat.link).toMatchObject({ kind: 'refused', why: { code } });
    if (chat.link.kind === 'refused') expect(refusal_text(chat.link.why)).toContain(words);
  }
  const { chat, server } = await joined_chat();
  server.tell('ERROR :Closing link (Ping timeout)');
  server.drop();
  await pass(3_000);
  expect(chat.link.kind).toBe('ready');
});

/** A server that answers whoever comes with a token so. */
async function resumed(answer: string) {
  const server = new FakeServer();
  server.offered = [...server.offered, 'sasl', 'uvchat/resume'];
  server.intercept = ({ command }) => {
    if (command === 'AUTHENTICATE') server.tell(answer);
    return command === 'AUTHENTICATE';
  };
  const { chat } = await make_chat(server);
  write_json('login', { account: 'ana', token: 't' });
  chat.start({ kind: 'resume' });
  await settle();
  return chat;
}

test('whose token has ended types the password of that account', async () => {
  const chat = await resumed('@uvchat/code=WRONG_TOKEN :s 904 * :SASL authentication failed: no');
  expect(chat.link).toMatchObject({ why: { code: 'wrong_token', detail: 'ana' } });
  expect(field_of('wrong_token')).toBe('password');
  expect(chat.kept.account).toBeNull();
});

test('who is suspended reads why', async () => {
  const chat = await resumed('@uvchat/code=SUSPENDED :s 904 * :SASL authentication failed: '
    + 'this account is suspended: spam: twice');
  expect(chat.link).toMatchObject({ why: { code: 'suspended', detail: 'spam: twice' } });
});

test('where the server keeps no history, nothing has failed', async () => {
  const server = new FakeServer();
  server.offered = server.offered.filter((name) => name !== 'draft/chathistory');
  const { room } = await joined_chat(server);
  room().lines.load_older();
  await settle();
  expect(room().lines).toMatchObject({ failed: false, has_older: false, loading: null });
  expect(server.count('CHATHISTORY')).toBe(0);
});
