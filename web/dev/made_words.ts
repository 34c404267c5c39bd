/** What made-up people say. */
export const NICKS = [
  'luis', 'marta', 'bob', 'ines', 'tomás', 'carla', 'yuki', 'Noor', 'pablo_r', 'sofia',
  'grace', 'edsger', 'barbara', 'donald', 'ken', 'dmr', 'adele', 'radia', 'vint', 'lamport',
] as const;

export const SAID = [
  'Good morning, everybody.',
  'Has anyone looked at the second exercise? I get stuck at the **third** step.',
  'I think the answer is on page 42, but the book uses another letter for it.',
  'yes',
  'Ok, see you at five.',
  'The notes of today are at https://example.org/maths/notes?week=12 and the slides beside them.',
  'You can try `git rebase -i HEAD~3`, and then say *pick* for each.',
  '¿Alguien viene mañana? Yo llego a las nueve y traigo café para quien quiera.',
  'luis: could you send me the file?',
  '😂',
  'That is because the loop runs one time too often: it compares with `<=` where it should be `<`.',
  'I have read it twice now and I am not sure that I agree with its last part. It says that the ' +
    'order of the members does not matter, but two pages before it makes use of exactly that ' +
    'order, without a word about it. Am I overlooking something?',
  'Thanks!',
  'In \u0002bold\u0002, in \u001ditalics\u001d, \u000304red\u0003 and \u00033green\u0003.',
  '> the order does not matter\nIt does, as soon as two of them have the same name.',
  '```\nfor (let i = 0; i < n; i += 1) {\n  total += prices[i];\n}\n```',
  'We meet in #chess afterwards.',
  'مرحبا بكم جميعا',
  'no idea, sorry',
  'Who has the key of room 12?',
  'First come the numbers below zero,\nthen zero itself,\nthen all the others.',
] as const;

export const ROOMS: readonly (readonly [string, number, string])[] = [
  ['#lobby', 214, 'Welcome. Everybody is friendly here. Rules: https://example.org/rules'],
  ['#maths', 31, 'Exercise 12 is due on Friday · office hours on Tuesday'],
  ['#chess', 12, 'Every evening at eight'],
  ['#secret', 4, 'The surprise'],
  ['#music', 57, ''],
  ['#español', 88, 'Aquí se habla español'],
  ['#programming-languages-and-their-history', 9, 'From FORTRAN on'],
];
