// People send files to each other: pictures, documents, and where all is ciphered.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { violations } from './axe';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

const room = '#lobby';

let server: TestServer;
let people: Person[] = [];

async function enter(name: string, where = room): Promise<Person> {
  const person = await Person.enter(server.url(), name, where);
  people.push(person);
  return person;
}

async function with_account(name: string): Promise<Person> {
  const person = await enter(name);
  await person.registers(name, `a-long-password-of-${name}`);
  return person;
}

interface Given { name: string; mimeType: string; buffer: Buffer }

async function gives(person: Person, ...files: Given[]): Promise<void> {
  await person.page.locator('input[type=file]').setInputFiles(files);
  const dialog = person.page.getByRole('dialog', { name: w.files.title(room) });
  await dialog.getByRole('button', { name: w.files.send(files.length) }).click();
  await dialog.waitFor({ state: 'hidden' });
}

const text_file = (name: string, text: string): Given =>
  ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

/** As a camera writes it: lying on its side, with what it knows of the place. */
async function photo(person: Person): Promise<Given> {
  const base64 = await person.page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 60;
    canvas.height = 40;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = '#2a6';
    context.fillRect(0, 0, 60, 40);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  const jpeg = Buffer.from(base64, 'base64');
  const tiff = Buffer.from('49492a00080000000100120103000100000006000000' + '00000000', 'hex');
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from('41.38N 2.17E secret')]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  const buffer = Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
  return { name: 'holiday.jpg', mimeType: 'image/jpeg', buffer };
}

function picture_of(person: Person) {
  return person.lines().locator('.file-picture img').last();
}
const natural_size = (person: Person): Promise<number[]> =>
  picture_of(person).evaluate(async (image) => {
    const picture = image as HTMLImageElement;
    await picture.decode();
    return [picture.naturalWidth, picture.naturalHeight];
  });

/** All that lies in the server's folder. */
function stored(folder = join(server.folder, 'state')): Buffer[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return stored(path);
    return statSync(path).isFile() ? [readFileSync(path)] : [];
  });
}

beforeEach(async () => {
  const uploads = { file_bytes_max: 3_000_000, account_bytes_max: 4_000_000 };
  server = await TestServer.start({ config: { uploads } });
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  for (const person of people) {
    expect(person.complaints).toEqual([]);
    await person.close();
  }
  people = [];
  await server.stop();
});
afterAll(end_browser);

it('a picture is turned upright, and nobody learns where it was taken', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  await gives(ana, await photo(ana));
  await picture_of(luis).waitFor();
  expect(await natural_size(luis)).toEqual([40, 60]);
  const address = await picture_of(luis).getAttribute('src');
  const bytes = Buffer.from(await (await luis.page.request.get(address ?? '')).body());
  expect([bytes.includes('Exif'), bytes.includes('secret')]).toEqual([false, false]);
  expect(stored().some((each) => each.includes('2.17E'))).toBe(false);
  await picture_of(luis).click();
  const viewer = luis.page.getByRole('dialog', { name: w.files.viewer });
  await viewer.getByText('holiday.jpg').first().waitFor();
  await luis.page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'hidden' });
});

it('a picture that could not be loaded is not said to be gone, and is loaded later', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  let answer: 'none' | 'gone' = 'none';
  await luis.page.route('**/files/**', async (route) => {
    if (answer === 'none') await route.abort();
    else await route.fulfill({ status: 404 });
  });
  await gives(ana, await photo(ana));
  const shown = luis.lines().last();
  await shown.getByText(w.files.fault.unreachable).waitFor();
  answer = 'gone';
  await shown.getByRole('button', { name: w.retry }).click();
  await shown.getByText(w.files.fault.gone).waitFor();
  answer = 'none';
  await luis.page.reload();
  await luis.page.getByText(w.files.fault.unreachable).waitFor();
  await luis.page.unroute('**/files/**');
  await luis.page.getByRole('button', { name: w.retry }).click();
  await picture_of(luis).waitFor();
  expect(await natural_size(luis)).toEqual([40, 60]);
});

it('several files go one after the other, and are saved under their names', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  await gives(ana, text_file('one.bin', 'the first'), text_file('two.bin', 'x'.repeat(2_500_000)));
  await luis.sees('two.bin');
  const order = (await luis.lines().locator('.file-name').allTextContents()).slice(-2);
  expect(order).toEqual(['one.bin', 'two.bin']);
  const download = luis.page.waitForEvent('download');
  await luis.lines().locator('.file-card').first().click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('one.bin');
  expect(readFileSync(await saved.path(), 'utf8')).toBe('the first');
});

it('a file that is too large is refused before it is sent', async () => {
  const ana = await with_account('ana');
  await gives(ana, text_file('large.bin', 'x'.repeat(3_100_000)));
  await ana.page.getByText(w.refusal.file_too_large).waitFor();
  await ana.page.getByRole('button', { name: w.files.cancel('large.bin') }).click();
  await ana.page.getByText(w.refusal.file_too_large).waitFor({ state: 'detached' });
});

it('whose files take all their room is shown the way to them', async () => {
  const ana = await with_account('ana');
  await gives(ana, text_file('one.bin', 'x'.repeat(2_900_000)));
  await ana.sees('one.bin');
  await gives(ana, text_file('two.bin', 'y'.repeat(2_900_000)));
  await ana.page.getByText(w.refusal.files_full).waitFor();
  await ana.page.getByRole('button', { name: w.files.mine, exact: true }).click();
  const dialog = ana.page.getByRole('dialog', { name: w.settings.title });
  await dialog.getByRole('button', { name: w.files.mine_show }).click();
  await dialog.getByRole('button', { name: w.files.remove_name('one.bin') }).waitFor();
});

it('a guest hears before they choose a file that they need an account', async () => {
  const luis = await enter('luis');
  await luis.page.getByRole('button', { name: w.files.attach }).click();
  await luis.page.getByText(w.refusal.account_required).first().waitFor();
  // Who has none makes one from there.
  await luis.page.getByRole('status').getByRole('button').first().click();
  const log_in = luis.page.getByRole('dialog', { name: w.first.log_in_title });
  await log_in.getByRole('button', { name: w.first.register }).click();
  const register = luis.page.getByRole('dialog', { name: w.first.register_title });
  await register.getByLabel(w.first.password, { exact: true }).fill('a-long-password-of-luis');
  await register.locator('button[type=submit]').click();
  await luis.page.getByText(w.first.account_made('luis')).waitFor();
  const chooser = luis.page.waitForEvent('filechooser');
  await luis.page.getByRole('button', { name: w.files.attach }).click();
  await chooser;
});

it('where all is ciphered the server has nothing that it could read', async () => {
  const [ana, luis, eva] = [await with_account('ana'), await enter('luis'), await enter('eva')];
  for (const person of [ana, luis]) await person.locks(room, 'ten words of a list for us');
  const page = `secret page ${'of a diary '.repeat(20_000)}`;
  await gives(ana, await photo(ana), text_file('diary.bin', page));
  await picture_of(luis).waitFor();
  expect(await natural_size(luis)).toEqual([40, 60]);
  expect(await picture_of(luis).getAttribute('src')).toMatch(/^blob:/);
  await luis.sees('diary.bin');
  const download = luis.page.waitForEvent('download');
  await luis.lines().locator('.file-card').last().click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(page);
  expect(await eva.lines().locator('.file').count()).toBe(0);
  const all = stored();
  for (const word of ['of a diary', 'diary.bin', 'holiday.jpg']) {
    expect(all.some((bytes) => bytes.includes(word)), word).toBe(false);
  }
  expect(all.some((bytes) => bytes.includes(deflateSync(page)))).toBe(false);
});

it('an upload goes on where the connection broke', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  let pieces = 0;
  await ana.page.route('**/upload/*', async (route) => {
    if (route.request().method() === 'PATCH') pieces += 1;
    if (pieces === 2 && route.request().method() === 'PATCH') await route.abort();
    else await route.continue();
  });
  await gives(ana, text_file('long.bin', 'y'.repeat(2_900_000)));
  await luis.sees('long.bin');
  expect(pieces).toBeGreaterThan(2);
});

/** The settings, with what the person has sent. */
async function own_files_of(person: Person): Promise<Locator> {
  await person.presses(w.side.settings);
  const dialog = person.page.getByRole('dialog', { name: w.settings.title });
  await dialog.getByRole('button', { name: w.settings.account }).click();
  await dialog.getByRole('button', { name: w.files.mine_show }).click();
  return dialog;
}
const focused_name = (person: Person): Promise<string> =>
  person.page.evaluate(() =>
    document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? '');

it('what one has sent is listed in the settings, and deleted there after a question', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  await gives(ana, text_file('mistake.bin', 'not meant'), text_file('notes.bin', 'meant'));
  await luis.sees('notes.bin');
  const dialog = await own_files_of(ana);
  const { remove_name, remove_title } = w.files;
  const question = ana.page.getByRole('dialog', { name: remove_title('mistake.bin') });
  const { keyboard } = ana.page;
  // Escape gives up, and is back where it was pressed.
  await dialog.getByRole('button', { name: remove_name('mistake.bin') }).press('Enter');
  await question.waitFor();
  // Its words can be read where the mouse is, too.
  await question.getByRole('button', { name: w.files.remove }).hover();
  expect(await violations(ana)).toEqual([]);
  await keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await expect.poll(() => focused_name(ana)).toBe(remove_name('mistake.bin'));
  await dialog.getByText('mistake.bin').waitFor();
  // So does the button, which Tab comes to.
  await keyboard.press('Enter');
  await question.waitFor();
  await keyboard.press('Shift+Tab');
  await expect.poll(() => focused_name(ana)).toBe(w.cancel);
  await keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  await expect.poll(() => focused_name(ana)).toBe(remove_name('mistake.bin'));
  await dialog.getByText('mistake.bin').waitFor();
  // Enter deletes, and the focus is at the file that is left, then at the heading.
  await keyboard.press('Enter');
  await question.waitFor();
  await keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  await dialog.getByText(w.files.removed).waitFor();
  expect(await dialog.getByText('mistake.bin').count()).toBe(0);
  await expect.poll(() => focused_name(ana)).toBe(remove_name('notes.bin'));
  await keyboard.press('Enter');
  await ana.page.getByRole('dialog', { name: remove_title('notes.bin') }).waitFor();
  await keyboard.press('Enter');
  await dialog.getByText(w.files.mine_none).waitFor();
  await expect.poll(() => focused_name(ana)).toBe(w.files.mine);
});

it('a file that cannot be deleted now stays in the list, and the question says why', async () => {
  const ana = await with_account('ana');
  await gives(ana, text_file('notes.bin', 'words'));
  await ana.sees('notes.bin');
  const dialog = await own_files_of(ana);
  const row = dialog.getByRole('button', { name: w.files.remove_name('notes.bin') });
  await row.click();
  const question = ana.page.getByRole('dialog', { name: w.files.remove_title('notes.bin') });
  await server.restart(async () => {
    await question.getByRole('button', { name: w.files.remove }).click();
    await question.getByRole('alert').waitFor();
  });
  await question.getByRole('button', { name: w.cancel }).click();
  await row.waitFor();
});

it.each([
  ['with its line a picture is deleted, too', true, 404],
  ['a picture stays behind its line where the person wants it so', false, 200],
] as const)('%s', async (_, takes_file, status) => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  await gives(ana, await photo(ana));
  await picture_of(luis).waitFor();
  const address = await picture_of(luis).getAttribute('src') ?? '';
  const line = ana.lines().filter({ has: ana.page.locator('.file-picture') }).last();
  await line.focus();
  await ana.page.keyboard.press('Delete');
  const question = ana.page.getByRole('dialog', { name: w.moderate.remove_title });
  await question.waitFor();
  expect(await violations(ana)).toEqual([]);
  const choice = question.getByRole('switch', { name: w.moderate.remove_file });
  expect(await choice.isChecked()).toBe(true);
  if (!takes_file) await choice.press('Space');
  await question.getByRole('button', { name: w.moderate.remove_do }).click();
  await question.waitFor({ state: 'hidden' });
  await picture_of(luis).waitFor({ state: 'detached' });
  expect((await luis.page.request.get(address)).status()).toBe(status);
});

it('an upload goes on after a reload, when the same file is chosen again', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  const offsets: number[] = [];
  let is_reloaded = false;
  await ana.page.route('**/upload/*', async (route) => {
    const request = route.request();
    const offset = Number(request.headers()['upload-offset']);
    if (request.method() === 'PATCH') offsets.push(offset);
    if (request.method() === 'PATCH' && offset > 0 && !is_reloaded) await route.abort();
    else await route.continue();
  });
  const file = text_file('long.bin', 'z'.repeat(2_900_000));
  await gives(ana, file);
  await expect.poll(() => offsets.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await ana.page.reload();
  is_reloaded = true;
  const choose = ana.page.getByRole('button', { name: w.files.choose_again });
  const choosing = ana.page.waitForEvent('filechooser');
  await choose.click();
  await (await choosing).setFiles(text_file('long.bin', 'another file'));
  await ana.page.getByText(w.refusal.other_file).waitFor();
  offsets.length = 0;
  const choosing_again = ana.page.waitForEvent('filechooser');
  await choose.click();
  await (await choosing_again).setFiles(file);
  await luis.sees('long.bin');
  expect(offsets[0]).toBeGreaterThan(0);
  const download = luis.page.waitForEvent('download');
  await luis.lines().locator('.file-card').last().click();
  expect(readFileSync(await (await download).path())).toEqual(file.buffer);
});

it('a hostile name is shown for what it is, and does what it says nowhere', async () => {
  const [ana, luis] = [await with_account('ana'), await enter('luis')];
  const names = [
    'invoice\u202egpj.exe', '..\\..\\..\\autostart', `${'long'.repeat(74)}.txt`,
    '<img src=x onerror=alert(1)>', 'a\u200bb\ufeff.pdf',
  ];
  await gives(ana, ...names.map((name) => text_file(name, 'words')));
  await luis.lines().locator('.file-card').nth(names.length - 1).waitFor();
  const shown = await luis.lines().locator('.file-name').allTextContents();
  expect(shown.join(' ')).not.toMatch(/[\u200b\u202e\ufeff]/);
  expect(shown.slice(0, 2)).toEqual(['invoicegpj.exe', 'autostart']);
  expect(shown[2]).toMatch(/^(long)+.*\.txt$/);
  expect(shown.slice(3)).toEqual(['<img src=x onerror=alert(1)>', 'a⟨200B⟩b⟨FEFF⟩.pdf']);
  const too_wide = await luis.page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(too_wide).toBe(false);
  for (const at of [0, 1]) {
    const download = luis.page.waitForEvent('download');
    await luis.lines().locator('.file-card').nth(at).click();
    expect((await download).suggestedFilename()).not.toMatch(/[\u202e/\\]/);
  }
});
