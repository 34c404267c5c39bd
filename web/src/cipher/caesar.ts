// The classroom's cipher, for compatibility and teaching: it protects nothing.

/** Rotates each ASCII letter within its case; -shift undoes shift. */
export function rotate(text: string, shift: number): string {
  const places = ((shift % 26) + 26) % 26;
  return text.replace(/[A-Za-z]/g, (letter) => {
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(base + ((letter.charCodeAt(0) - base + places) % 26));
  });
}
