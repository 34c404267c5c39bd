import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { joined_chat } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** A server that answers NS with these lines. */
async function asked_nickserv(...lines: readonly string[]) {
  const tried = await joined_chat();
  const { server } = tried;
  server.intercept = ({ command, tags }) => {
    if (command !== 'NS') return false;
    server.tell(`@label=${tags.get('label') ?? ''} :s BATCH +a labeled-response`);
    for (const line of lines) server.tell(`@batch=a ${line}`);
    server.tell(':s BATCH -a');
    return true;
  };
  return tried.chat;
}

const says = (words: string) => `:NickServ!NickServ@s NOTICE ana :${words}`;

test('a code of a standard reply is taken before any sentence', async () => {
  for (const [line, code] of [
    [':s FAIL NS TRY_AGAIN :Too many changes wait for the disk', 'too_fast'],
    [':s FAIL NS INTERNAL_ERROR :The database says no', 'too_fast'],
    [':s FAIL NS NEED_LOGIN :Log in first', 'not_logged_in'],
    [':s 421 ana NS :Unknown command', 'not_supported'],
  ] as const) {
    const chat = await asked_nickserv(line, says('Your password has been changed.'));
    expect(await chat.change_password('old', 'new')).toMatchObject({ ok: false, why: { code } });
    expect(await chat.devices()).toMatchObject({ ok: false, why: { code } });
  }
});

test('what NickServ alone says is read in its sentences', async () => {
  const chat = await asked_nickserv(says('Your password has been changed.'));
  expect(await chat.change_password('old', 'new')).toEqual({ ok: true });
  const other = await asked_nickserv(says('Refused: the old password is wrong.'));
  expect(await other.change_password('old', 'new')).toMatchObject({
    ok: false, why: { code: 'wrong_password', text: 'the old password is wrong.' },
  });
});
