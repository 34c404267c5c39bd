// A file is taken away only after a question.

import { expect, test } from 'vitest';
import type { Outcome, RefusalCode } from '../../../src/chat/contract';
import {
  ask_removal, own_name, remove_with_file, row_after, type OwnFile,
} from '../../../src/ui/files/removal';
import { en } from '../../../src/words/en';

function own(name: string): OwnFile {
  return { url: 'https://chat.example.org/files/1', name, bytes: 5, made_ms: 1, until_ms: 0 };
}

test('nothing is deleted before the person has said so', async () => {
  let deleted = 0;
  const remove = async () => {
    deleted += 1;
    return { ok: true } as const;
  };
  const question = ask_removal(own('cat.jpg'), remove);
  expect(question).toMatchObject({ title: 'Delete cat.jpg?', action: en.files.remove });
  expect(deleted).toBe(0);
  expect(await question.run()).toEqual({ ok: true });
  expect(deleted).toBe(1);
});

test('of what is not finished the question says that its sending ends', () => {
  const file: OwnFile = { ...own('film.mp4'), come: 3 };
  const { lead } = ask_removal(file, async () => ({ ok: true }));
  expect(lead).toBe(en.files.remove_unfinished_lead);
});

test('the question names the file as it is, also where its name would deceive', () => {
  expect(own_name(own('a\u202egpj.exe'))).not.toContain('\u202e');
  expect(own_name(own(''))).toBe(en.files.unnamed);
});

test('the focus goes to the file that has taken the place of the one deleted', () => {
  expect([row_after(0, 2), row_after(1, 2), row_after(2, 2), row_after(0, 0)])
    .toEqual([0, 1, 1, -1]);
});

const refused = (code: RefusalCode): Outcome => ({ ok: false, why: { code, text: '' } });

/** Deletes a line with its file, and tells what was done in which order. */
async function removing(file: Outcome): Promise<{ outcome: Outcome; done: string[] }> {
  const done: string[] = [];
  const delete_file = async (url: string): Promise<Outcome> => {
    done.push(url);
    return file;
  };
  const remove_line = async (): Promise<Outcome> => {
    done.push('the line');
    return { ok: true };
  };
  return { outcome: await remove_with_file({ delete_file }, 'the file', remove_line), done };
}

test('a file is deleted before its line, without which nobody finds it', async () => {
  expect(await removing({ ok: true }))
    .toEqual({ outcome: { ok: true }, done: ['the file', 'the line'] });
});

test('a file that is gone, or is not theirs, does not keep the line', async () => {
  expect((await removing(refused('not_found'))).done).toEqual(['the file', 'the line']);
});

test('while a file cannot be deleted its line stays, and the person hears why', async () => {
  expect(await removing(refused('too_fast')))
    .toEqual({ outcome: refused('too_fast'), done: ['the file'] });
});
