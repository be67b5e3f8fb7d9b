const SHORTEST_SHOWN = 12;
const MOST_SHOWN = 4;

/** What may be shown of a secret: nothing under 12 characters, else at most its last quarter and at most four. */
export function mask(secret: string): string {
  if (secret.length < SHORTEST_SHOWN) return '***';
  return `***${secret.slice(-Math.min(MOST_SHOWN, Math.floor(secret.length / 4)))}`;
}
