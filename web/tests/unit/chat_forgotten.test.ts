// A password that was forgotten, and another one by a code.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer } from './fake_server';
import { joined_chat, make_chat, settle, type Tried } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** NickServ answers each question with this code. */
function answering(code: string): FakeServer {
  const server = new FakeServer();
  server.intercept = ({ command, tags }) => {
    if (command !== 'NS') return false;
    const said = `uvchat/code=${code};label=${tags.get('label') ?? ''}`;
    server.tell(`@${said} :NickServ!NickServ@s NOTICE x :Refused: so it is`);
    return true;
  };
  return server;
}

const wish = { account: 'luis', code: 'hhjf-kk22', password: 'new-one' };
const asked = ({ server }: Tried): string | undefined =>
  server.received.find((line) => line.includes(' NS ') || line.startsWith('NS '))
    ?.replace(/^@\S+ /, '');
async function settled<T>(deed: Promise<T>): Promise<T> {
  void vi.dynamicImportSettled();
  for (let i = 0; i < 5; ++i) {
    await vi.dynamicImportSettled();
    await settle();
  }
  return deed;
}

test('whoever is not in sets a password by a connection that enters nothing', async () => {
  const tried = await make_chat(answering('DONE'));
  tried.chat.core.kept.keep_rooms('account luis', ['#room']);
  expect(await settled(tried.chat.reset_password(wish))).toEqual({ ok: true });
  expect(asked(tried)).toBe('NS RESETPASS luis hhjf-kk22 new-one');
  expect(tried.server.count('JOIN')).toBe(0);
  expect(tried.server.count('AUTHENTICATE')).toBe(0);
  expect(tried.server.received.at(-1)).toMatch(/^QUIT/);
  expect(tried.chat.link.kind).toBe('offline');
  expect(tried.chat.core.kept.rooms_of('account luis')).toEqual(['#room']);
});

test('a guest who is in does it by the connection that they have', async () => {
  const tried = await joined_chat(answering('DONE'));
  expect(await settled(tried.chat.reset_password(wish))).toEqual({ ok: true });
  expect(tried.server.links.length).toBe(1);
  expect(tried.chat.link.kind).toBe('ready');
});

test('why it was not done is told by the code', async () => {
  for (const [said, code] of [
    ['INVALID_CODE', 'bad_code'], ['WEAK_PASSWORD', 'weak_password'],
    ['TEMPORARILY_UNAVAILABLE', 'too_fast'], ['CLEAR_CONNECTION', 'password_in_clear'],
  ] as const) {
    const { chat } = await make_chat(answering(said));
    expect(await settled(chat.reset_password(wish))).toMatchObject({ ok: false, why: { code } });
  }
});

test('a code comes by mail, or the server says that it sends none', async () => {
  const tried = await make_chat(answering('CODE_SENT'));
  expect(await settled(tried.chat.mail_reset_code('luis'))).toEqual({ ok: true });
  expect(asked(tried)).toBe('NS RESETPASS luis');
  const { chat } = await make_chat(answering('DISALLOWED'));
  expect(await settled(chat.mail_reset_code('luis'))).toMatchObject({ why: { code: 'no_mail' } });
});

test('what would be other words of the command is not sent', async () => {
  const { chat, server } = await make_chat(answering('DONE'));
  for (const [bad, code] of [
    [{ ...wish, account: 'luis x' }, 'bad_account_name'], [{ ...wish, code: '' }, 'bad_code'],
    [{ ...wish, password: 'a b' }, 'bad_password'], [{ ...wish, password: '' }, 'weak_password'],
    [{ ...wish, password: ':a' }, 'bad_password'],
  ] as const) {
    expect(await chat.reset_password(bad)).toMatchObject({ ok: false, why: { code } });
  }
  expect(server.links.length).toBe(0);
});

test('a server that is away, and one that asks for its own password, are told apart', async () => {
  const away = new FakeServer();
  away.accepts = false;
  const tried = await make_chat(away);
  expect(await settled(tried.chat.reset_password(wish)))
    .toMatchObject({ why: { code: 'offline' } });
  const shut = new FakeServer();
  shut.intercept = ({ command, params }) => {
    if (command !== 'CAP' || params[0] !== 'END') return false;
    shut.tell(':s 464 * :Password incorrect');
    return true;
  };
  const { chat } = await make_chat(shut);
  expect(await settled(chat.reset_password(wish))).toMatchObject(
    { why: { code: 'server_password' } });
  expect(chat.server.needs_password).toBe(true);
});

test('a connection that is lost behind the wish leaves it in doubt', async () => {
  const server = new FakeServer();
  server.intercept = ({ command }) => {
    if (command === 'NS') server.drop();
    return command === 'NS';
  };
  const { chat } = await make_chat(server);
  expect(await settled(chat.reset_password(wish))).toMatchObject({ why: { code: 'in_doubt' } });
});
