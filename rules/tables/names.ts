/** A test of settled names against a table: `numpy.random.*` is everything below, `os.system` is that name alone. */
export function nameTable(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (name) => exact.has(name) || prefixes.some((prefix) => name.length > prefix.length && name.startsWith(prefix));
}

/** The last part of a dotted name. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** A settled name as a person would write it: without the mark of locals and the calls in between. */
export const spoken = (name: string): string => name.replace(/^%/, '').replaceAll('()', '');
