/**
 * The source of an expression that matches any of some literal words. Words share their beginnings in it, so that the
 * engine looks at one letter where a plain list would have it try every word.
 */
export function anyOf(words: readonly string[]): string {
  const unique = [...new Set(words)];
  if (unique.length === 1) return escape(unique[0]!);
  const byFirst = new Map<string, string[]>();
  for (const word of unique) {
    const first = word.slice(0, 1);
    byFirst.set(first, [...(byFirst.get(first) ?? []), word.slice(1)]);
  }
  const branches = [...byFirst].map(([first, rests]) => (first === '' ? '' : escape(first) + anyOf(rests)));
  const isOptional = branches.includes('');
  const source = branches.filter((branch) => branch !== '').join('|');
  return source === '' ? '' : `(?:${source})${isOptional ? '?' : ''}`;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
